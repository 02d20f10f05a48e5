"""Which passwords are good enough, and their Argon2id hashes."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.declined import Declined

SHORTEST = 12  # ASVS 6.2.1
LONGEST = 128
FEWEST_DIFFERENT = 5

# Argon2id with 64 MiB (ASVS 11.4.2). Two at a time: 128 MiB is what a small machine can spare for sign-ins.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_AT_ONCE = 2

# Long passwords that people really choose; shorter ones fall by length already.
_COMMON = """
123456789012 1234567890123 12345678901234 123456789123 1234567891011 12345678910111 123123123123 123456123456
012345678901 098765432109 987654321098 987654321012 112233445566 147258369147 147852369147 159357159357 000000000000
111111111111 password1234 password12345 password123456 passwordpassword password@123 passw0rd1234 p@ssw0rd1234
p@ssword1234 qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiop[] qwerty123456 qwerty1234567 qwertyqwerty
1qaz2wsx3edc 1q2w3e4r5t6y zaq12wsxcde3 asdfghjkl123 asdfghjkl;' asdfasdfasdf zxcvbnm12345 abcdefghijkl abcd12345678
abcdef123456 abc123456789 abcabcabcabc iloveyou1234 iloveyou12345 iloveyouforever administrator administrator1
admin1234567 admin12345678 adminadmin12 welcome12345 welcome123456 letmein12345 letmein123456 changeme1234
football1234 liverpool123 manchester12 manutd123456 chelsea12345 michael12345 superman1234 samsung12345 iphone123456
google123456 facebook1234 zalo12345678 vietnam12345 vietnam123456 vietnam2026! vietnamvodich vietnamquehuong
hanoi1234567 hanoi12345678 hanoivietnam saigon123456 saigon1234567 danang123456 anhyeuem1234 anhyeuem12345
anhyeuemnhieulam emyeuanh1234 emyeuanhnhieu matkhau12345 matkhau123456 matkhau1234567 matkhaumatkhau khongcomatkhau
khongbietnua toiyeuvietnam toiyeuvietnam1 dangcongsan123 dangcongsanvietnam dangvien1234 dangvien12345
dangvien2026 dangvien123456 chibo1234567 chibo12345678 chibo2026chibo chibotructuyen chibotructuyen1
sinhhoatchibo bithuchibo123 bithuchibo2026 hochiminh1234 hochiminh1975 hochiminh19051890 bachochiminh
dienbienphu1954 cachmangthang8 quockhanh2091945 mungdangmungxuan thanhnien1234 doanthanhnien thuongyeu1234
conyeubame1234 giadinhlasomot mahalkita123 tinhyeu12345 nguyenvana123 nguyenvana1234 0123456789ab 1a2b3c4d5e6f
a1b2c3d4e5f6 aa1234567890 a123456789012 q1w2e3r4t5y6 123qweasdzxc qweasdzxc123 !qaz2wsx#edc 1234qwerasdf
trustno1trustno1 correcthorsebatterystaple
"""
COMMON = frozenset(_COMMON.split())

_threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")


def require_good(password: str, *, own_words: tuple[str, ...] = ()) -> None:
    """Raises password-short, password-long, password-common (also for one's own number or address, or few letters)."""
    if len(password) < SHORTEST:
        raise Declined("password-short", field="password", least=SHORTEST)
    if len(password) > LONGEST:
        raise Declined("password-long", field="password", most=LONGEST)
    folded = _exact(password).casefold()
    is_own = any(len(word) >= FEWEST_DIFFERENT and word.casefold() in folded for word in own_words)
    if folded in COMMON or len(set(folded)) < FEWEST_DIFFERENT or is_own:
        raise Declined("password-common", field="password")


async def hashed(password: str) -> str:
    """An Argon2id hash, made in a thread: it takes a tenth of a second on purpose."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: _HASHER.hash(_exact(password)))


async def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password. Without a stored hash the work is done all the same, so that time tells nothing."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _matches, password, stored)


def _matches(password: str, stored: str | None) -> bool:
    try:
        _HASHER.verify(stored or _NOBODYS_HASH, _exact(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _exact(password: str) -> str:
    """As typed, in NFC: two keyboards write 'ế' in two ways and mean one letter. Nothing is cut or trimmed."""
    return unicodedata.normalize("NFC", password)


_NOBODYS_HASH = _HASHER.hash("nobody signs in with this")
