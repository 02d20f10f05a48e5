"""The plan of a meeting names each item's papers: the minutes list documents by name."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, insert

from server.meeting_sheets import items_of
from server.tables import agenda_items, metadata, papers

NOON = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def a_paper(number: int, item: str | None, title: str, *, removed: bool = False) -> dict[str, object]:
    return {
        "id": f"p{number}",
        "meeting_id": "m1",
        "item_id": item,
        "title": title,
        "file_name": "a.pdf",
        "media_type": "application/pdf",
        "size_bytes": 1,
        "sha256": "0" * 64,
        "uploaded_by": "u1",
        "uploaded_at": NOON.replace(minute=number),
        "removed_at": NOON if removed else None,
    }


@pytest.mark.parametrize(("item", "titles"), [("i1", ("Kế hoạch 58", "Báo cáo")), ("i2", ())])
def test_an_item_carries_the_titles_of_its_papers_in_the_order_they_came(item: str, titles: tuple[str, ...]) -> None:
    with create_engine("sqlite://").begin() as at:
        metadata.create_all(at)
        for position, name in enumerate(("i1", "i2")):
            planned = {"id": name, "meeting_id": "m1", "position": position, "step": "politics", "stage": "business"}
            at.execute(insert(agenda_items).values(**planned, title="Nội dung", minutes=5, needs_vote=False))
        for paper in (
            a_paper(2, "i1", "Báo cáo"),
            a_paper(1, "i1", "Kế hoạch 58"),
            a_paper(3, "i1", "Bản cũ", removed=True),
            a_paper(4, None, "Chương trình"),
        ):
            at.execute(insert(papers).values(**paper))

        found = {planned.id: planned.papers for planned in items_of(at, "m1")}

    assert found[item] == titles  # type: ignore[index]  # plain text stands for an ItemId here
