"""Who plays in the demo, what they bring and what they say: told to the process of the virtual members."""

import json
from dataclasses import asdict, dataclass

from server.demo_people import MEMBERS, OBSERVER, PASSWORD

# The keeper of a site answers for those who sit there, so a handful of connections is a quorum: with the chair, three
# virtual members bring nine of the fourteen votes of the base, and eight carry a resolution.
_PLACES = (
    ("huong", ("yen", "dung")),  # planned as minute-taker
    ("son", ("quy", "thuy")),
    ("chau", ("lam",)),
    ("ngan", ()),  # probationary
    ("phuoc", ()),
    ("khanh", ()),  # probationary
    ("lan", ()),
    ("nam", ()),
    ("quy", ()),
    ("lam", ()),
    ("yen", ()),
    ("thuy", ()),
    ("dung", ()),
    ("ha", ()),  # the observer
)
_DISSENTS = "chau"
_LOWEST_TONE_HZ, _TONE_STEP_HZ = 150, 37  # far enough apart to tell two members by ear

_SAYS = {
    "huong": "nhất trí với dự thảo; chi ủy sẽ đăng tài liệu trước 02 ngày.",
    "son": "nhất trí; đề nghị bổ sung chỉ tiêu không để xảy ra tai nạn lao động.",
    "chau": "đề nghị có phương án xe đưa người lao động về Tết; đề nghị giảm chỉ tiêu kết nạp còn 01.",
    "ngan": "xin được phân công giúp việc tổ chuyển đổi số của chi bộ.",
    "phuoc": "báo cáo tình hình Văn phòng Cần Thơ; nhất trí với dự thảo.",
    "khanh": "xin tiếp thu góp ý, phấn đấu hoàn thành nhiệm vụ để được công nhận đảng viên chính thức.",
    "lan": "giải trình về chỉ tiêu kết nạp; hồ sơ đã hoàn thành thẩm tra.",
    "nam": "đề nghị giao một đồng chí đầu mối về chuyển đổi số.",
}
_SAYS_OTHERWISE = "nhất trí với dự thảo và ý kiến các đồng chí đã phát biểu."
_ALSO_ASKS_IN = {"son": ("last_results",), "phuoc": ("politics",), "lan": ("next_month",), "lam": ("party_building",)}
_WRITES = {"son": "Đề nghị chi bộ biểu dương tổ cơ khí Bắc Ninh hoàn thành vượt tiến độ tháng này."}

_MINUTES = {
    "items": {
        "politics": "Đồng chí Bùi Thanh Hương thông tin thời sự trong nước, thế giới; phổ biến văn bản mới của cấp "
        "trên. Tình hình tư tưởng đảng viên, người lao động ổn định.",
        "last_results": "Đồng chí chủ trì báo cáo, đối chiếu từng nhiệm vụ của nghị quyết tháng trước.",
        "party_building": "Biểu dương đồng chí Đinh Văn Sơn. Đồng chí Cao Xuân Lâm tự phê bình về việc chậm rà soát "
        "an toàn lao động tại công trường Nghệ An, hứa khắc phục trong tháng.",
        "next_month": "Đồng chí Phó Bí thư Hoàng Lan trình bày dự thảo nghị quyết.",
    },
    "conclusion": "tiếp thu các ý kiến phát biểu, giao Chi ủy hoàn chỉnh nghị quyết.",
    "direction": "ghi nhận chi bộ duy trì nền nếp; yêu cầu dứt điểm việc an toàn lao động.",
    "response": "tiếp thu, giao Chi ủy đưa vào nghị quyết",
    "dues": {"paid": 17, "due": 17, "note": "01 đồng chí nộp tại nơi sinh hoạt tạm thời"},
    "tasks": [
        {"text": "Kiểm định giàn giáo công trường Nghệ An", "owner": "Cao Xuân Lâm", "days": 9},
        {"text": "Phương án đưa người lao động về Tết", "owner": "Lý Minh Châu", "days": 17},
    ],
    "score": [5, 4, 10, 36, 5, 27, 5],
    "reserved": "về chỉ tiêu kết nạp",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One virtual member. `brings` are the full names of those who sit at the same site."""

    sign_in: str
    name: str
    brings: tuple[str, ...]
    tone_hz: int
    says: str
    writes: str
    asks_in: tuple[str, ...]
    dissents: bool


def parts(number: int) -> tuple[Part, ...]:
    """The first so many virtual members; who plays for themselves sits at nobody's site."""
    people = {person.key: person for person in (*MEMBERS, OBSERVER)}
    playing = _PLACES[:number]
    own_line = {key for key, _ in playing}
    return tuple(
        Part(
            sign_in=people[key].address,
            name=people[key].name,
            brings=tuple(people[one].name for one in brings if one not in own_line),
            tone_hz=_LOWEST_TONE_HZ + _TONE_STEP_HZ * place,
            says=_SAYS.get(key, _SAYS_OTHERWISE),
            writes=_WRITES.get(key, ""),
            asks_in=_ALSO_ASKS_IN.get(key, ()),
            dissents=key == _DISSENTS,
        )
        for place, (key, brings) in enumerate(playing)
    )


def line(number: int) -> str:
    """The whole cast as one line of JSON; empty for nobody."""
    chosen = parts(number)
    if not chosen:
        return ""
    gists = {person.name: _SAYS[person.key] for person in MEMBERS if person.key in _SAYS}
    pen = {**_MINUTES, "gists": gists}
    cast = {"password": PASSWORD, "pen": pen, "members": [asdict(part) for part in chosen]}
    return json.dumps(cast)
