"""A picture of a benchmark as SVG: one panel for each curve, shares of a core upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

PANEL = (460, 320)
MARGIN = (60, 48)
INK, LINE, GRID = "#1f2937", "#b91c1c", "#d1d5db"


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of (how many, share of a core: 0 to 1)."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves side by side."""

    title: str
    curves: Sequence[Curve]


def draw(plot: Plot, path: Path) -> None:
    """Write the picture."""
    width = len(plot.curves) * (PANEL[0] + 2 * MARGIN[0])
    height = PANEL[1] + 3 * MARGIN[1]
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="14" fill="{INK}">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{MARGIN[0]}" y="28" font-size="17" font-weight="bold">{escape(plot.title)}</text>',
    ]
    for at, curve in enumerate(plot.curves):
        rows += _panel(curve, at * (PANEL[0] + 2 * MARGIN[0]) + MARGIN[0], 2 * MARGIN[1] - 24)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*rows, "</svg>"]) + "\n")


def _panel(curve: Curve, left: float, top: float) -> list[str]:
    most = max((many for many, _ in curve.points), default=1)

    def place(many: float, share: float) -> tuple[float, float]:
        return left + many / most * PANEL[0], top + (1 - min(share, 1.0)) * PANEL[1]

    rows: list[str] = []
    for percent in range(0, 101, 20):
        x, y = place(0, percent / 100)
        rows += [f'<path d="M{x:.0f} {y:.1f}h{PANEL[0]}" stroke="{GRID}"/>']
        rows += [f'<text x="{x - 8:.0f}" y="{y + 5:.1f}" text-anchor="end">{percent} %</text>']
    for many, _ in curve.points:
        x, y = place(many, 0)
        rows += [f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle">{many:g}</text>']
    places = [place(*point) for point in curve.points]
    path = " ".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(places))
    rows += [f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="2.5"/>']
    rows += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{LINE}"/>' for x, y in places]
    rows += [f'<text x="{left + PANEL[0] / 2:.0f}" y="{top + PANEL[1] + 44:.0f}" text-anchor="middle">']
    return [*rows, f"{escape(curve.name)}</text>"]
