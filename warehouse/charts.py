"""Small charts as inline SVG: colours come from the page's style sheet, each says its values in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

_ROW = 30
_WIDTH = 720


def funnel(steps: Sequence[tuple[str, int]]) -> Markup:
    """Draw one bar a step, as long as its share of the largest; beside it what is left of the step before.

    Args:
        steps: (label, count) from the first to the last.
    """
    most = max((count for _, count in steps), default=0) or 1
    parts: list[str] = []
    before: int | None = None
    for row, (label, count) in enumerate(steps):
        y = row * _ROW
        width = max(2.0, 380 * count / most)
        is_part = before is not None and 0 < before >= count
        share = f" · {100 * count / before:,.0f} % of the step before" if before and is_part else ""
        parts.append(
            f'<text class="label" x="168" y="{y + 19}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="bar" x="180" y="{y + 5}" width="{width:.1f}" height="20" rx="3"/>'
            f'<text class="value" x="{188 + width:.1f}" y="{y + 19}">{count:,}'
            f'<tspan class="faint">{share}</tspan></text>'
        )
        before = count
    told = "; ".join(f"{label} {count:,}" for label, count in steps)
    return _svg("Funnel of the run", told, len(steps) * _ROW, parts, _WIDTH + 120)


def shares(rows: Sequence[tuple[str, float, str]], title: str) -> Markup:
    """Draw horizontal bars of shares between 0 and 1 on a common track.

    Args:
        rows: (label, share, note); the note stands behind the percentage.
        title: what the shares are of.
    """
    parts = []
    for row, (label, share, note) in enumerate(rows):
        y = row * 24
        parts.append(
            f'<text class="label" x="168" y="{y + 16}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="track" x="180" y="{y + 6}" width="360" height="12" rx="3"/>'
            f'<rect class="bar" x="180" y="{y + 6}" width="{360 * share:.1f}" height="12" rx="3"/>'
            f'<text class="value" x="552" y="{y + 16}">{100 * share:.0f} %'
            f'<tspan class="faint"> {escape(note)}</tspan></text>'
        )
    told = "; ".join(f"{label} {100 * share:.0f} %" for label, share, _ in rows)
    return _svg(title, told, len(rows) * 24, parts)


def histogram(bins: Sequence[tuple[float, float, dict[str, int]]], title: str) -> Markup:
    """Draw stacked columns.

    Args:
        bins: (from, to, counts by tier), from left to right.
        title: what is counted.
    """
    height, left, bottom = 200, 46, 170
    most = max((sum(counts.values()) for _, _, counts in bins), default=0) or 1
    width = (_WIDTH - left - 8) / max(len(bins), 1)
    parts = []
    for part in (0.5, 1.0):
        y = bottom - 150 * part
        parts.append(
            f'<line class="grid" x1="{left}" x2="{_WIDTH - 8}" y1="{y}" y2="{y}"/>'
            f'<text class="faint" x="{left - 6}" y="{y + 4}" text-anchor="end">{most * part:,.0f}</text>'
        )
    for number, (low, high, counts) in enumerate(bins):
        y = float(bottom)
        x = left + number * width
        for tier in sorted(counts, reverse=True):
            size = 150 * counts[tier] / most
            y -= size
            parts.append(
                f'<rect class="tier-{escape(tier.lower())}" x="{x + 1:.1f}" y="{y:.1f}"'
                f' width="{width - 2:.1f}" height="{size:.1f}">'
                f"<title>{low:.0f} to {high:.0f}: {counts[tier]:,} of tier {escape(tier)}</title></rect>"
            )
        if number % 4 == 0:
            parts.append(
                f'<text class="faint" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{low:.0f}</text>'
            )
    parts.append(f'<line class="axis" x1="{left}" x2="{_WIDTH - 8}" y1="{bottom}" y2="{bottom}"/>')
    parts.append(f'<text class="faint" x="{_WIDTH - 8}" y="{bottom + 18}" text-anchor="end">100</text>')
    told = "; ".join(
        f"{low:.0f} to {high:.0f}: {sum(counts.values()):,}" for low, high, counts in bins if counts
    )
    return _svg(title, told, height, parts)


def trend(values: Sequence[float | None], title: str) -> Markup:
    """Draw shares between 0 and 1 as a line from left to right; the scale ends at the lowest of them.

    Args:
        values: one a night, the oldest first; None leaves a gap to the next dot.
        title: what the shares are of.
    """
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    low = min((value for _, value in known), default=0.0)
    span, step = max(1 - low, 0.02), 150 / max(len(values) - 1, 1)
    points = [(5 + at * step, 28 - 24 * (value - low) / span) for at, value in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [f'<circle class="bar" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in points[-1:]]
    told = "; ".join(f"{100 * value:.1f} %" for _, value in known)
    return _svg(title, told, 32, [f'<polyline class="line" points="{line}"/>', *dots], 160)


def _svg(title: str, told: str, height: int, parts: Sequence[str], width: int = _WIDTH) -> Markup:
    inside = "".join(parts)
    return Markup(
        f'<svg role="img" viewBox="0 0 {width} {max(height, 24)}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>{inside}</svg>"
    )
