"""When to ask a publisher for a keyframe: at once, not too often, and again until it comes. Pure."""

MIN_INTERVAL_S = 0.2  # more often costs the publisher's bitrate and helps nobody
REPEAT_S = 0.5  # the request or the keyframe may be lost


class KeyframeAsker:
    """Merges the wishes of all slots for one stream. Times are a steady clock's seconds."""

    __slots__ = ("_asked_at", "_is_repetition", "_wanted")

    def __init__(self) -> None:
        self._wanted = False
        self._is_repetition = False
        self._asked_at = float("-inf")

    def want(self) -> None:
        """Note that somebody needs a keyframe; a wish already waiting takes this one in."""
        self._wanted = True

    def came(self) -> None:
        """Note that one has begun to arrive."""
        self._wanted = self._is_repetition = False

    def may_ask(self, now: float) -> bool:
        """Say whether to ask now, and count it as asked."""
        wait = REPEAT_S if self._is_repetition else MIN_INTERVAL_S
        if not self._wanted or now - self._asked_at < wait:
            return False
        self._asked_at = now
        self._is_repetition = True
        return True
