"""The people of the demo: an invented cell of 18 members over five provinces, its committee, a neighbouring cell.

Every name, place, number and company is invented; e-mail addresses end in .example (RFC 2606)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from server.meeting.roll import Status
from server.member_fields import MemberFields, Sex
from server.roster import Office

PASSWORD = "demo-minh-phu-2026"  # noqa: S105  printed at every start of the demo, and used nowhere else
MAIL_DOMAIN = "minhphu.example"

PROVINCE_COMMITTEE = "Thành ủy Hà Nội"
WARD_COMMITTEE = "Đảng bộ phường Sông Hồng"
CELL = "Chi bộ Công ty Cổ phần Hạ tầng Minh Phú"
CELL_SHORT = "Hạ tầng Minh Phú"
NEIGHBOUR_CELL = "Chi bộ Tổ dân phố số 7"
NEIGHBOUR_CELL_SHORT = "Tổ dân phố số 7"
TERM = "2025-2027"
AUTHORISATION_NUMBER = "Công văn số 41-CV/ĐU"
PROBATION_SO_FAR = timedelta(days=200)  # of the twelve months (Statute art. 5)
OBSERVER_TITLE = "Ủy viên Ban Thường vụ Đảng ủy phường, phụ trách chi bộ"


class Place(Enum):
    """A điểm cầu: its name and its province."""

    HEAD_OFFICE = ("Trụ sở Hà Nội", "Hà Nội")
    FACTORY = ("Nhà máy Bắc Ninh", "Bắc Ninh")
    WORKS = ("Công trường Nghệ An", "Nghệ An")
    DA_NANG = ("Văn phòng Đà Nẵng", "Đà Nẵng")
    CAN_THO = ("Văn phòng Cần Thơ", "Cần Thơ")

    @property
    def province(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the demo. `key` is the name before the @, and the name by which the scripts call them."""

    key: str
    name: str
    sex: Sex
    birth_year: int
    admitted_on: date | None  # None: a probationary member, admitted some months ago whenever the demo is made
    work: str
    place: Place | None = None
    office: Office | None = None
    status: Status = Status.NORMAL
    decision: str = ""

    @property
    def is_official(self) -> bool:
        return self.admitted_on is not None

    @property
    def address(self) -> str:
        """The e-mail address, which is the sign-in name that is printed."""
        return f"{self.key}@{MAIL_DOMAIN}"

    def fields(self, number: int, today: date) -> MemberFields:
        """What the registry keeps; `number` makes phone and card number their own."""
        admitted = self.admitted_on or today - PROBATION_SO_FAR
        return MemberFields(
            name=self.name,
            sex=self.sex,
            birth_year=self.birth_year,
            card_number=f"{31_064_500 + number:08d}" if self.is_official else None,
            admitted_on=admitted,
            official_on=admitted.replace(year=admitted.year + 1) if self.is_official else None,
            workplace=self.work,
            province=self.place.province if self.place else "Hà Nội",
            phone=f"0912000{number:03d}",
            email=self.address,
        )


_M, _F = Sex.MALE, Sex.FEMALE
_HQ, _BN, _NA, _DN, _CT = Place.HEAD_OFFICE, Place.FACTORY, Place.WORKS, Place.DA_NANG, Place.CAN_THO

MEMBERS = (
    Person("thang", "Nguyễn Đức Thắng", _M, 1971, date(1998, 5, 19), "Ban Giám đốc", _HQ, Office.SECRETARY),
    Person("lan", "Hoàng Lan", _F, 1978, date(2004, 9, 2), "Phòng Tổ chức", _HQ, Office.DEPUTY),
    Person("huong", "Bùi Thanh Hương", _F, 1985, date(2011, 2, 3), "Phòng Hành chính", _HQ, Office.CELL_COMMITTEE),
    Person("yen", "Đặng Thị Yến", _F, 1990, date(2016, 5, 19), "Phòng Kế toán", _HQ),
    Person("dung", "Ngô Tiến Dũng", _M, 1983, date(2010, 6, 1), "Phòng Kỹ thuật", _HQ),
    Person("son", "Đinh Văn Sơn", _M, 1976, date(2003, 5, 19), "Quản đốc phân xưởng", _BN),
    Person("quy", "Mai Xuân Quý", _M, 1988, date(2015, 11, 7), "Tổ cơ khí", _BN),
    Person("thuy", "Đỗ Thanh Thủy", _F, 1992, date(2018, 3, 26), "Phòng Thí nghiệm vật liệu", _BN),
    Person("chau", "Lý Minh Châu", _F, 1981, date(2009, 9, 2), "Ban Chỉ huy công trường", _NA),
    Person("lam", "Cao Xuân Lâm", _M, 1979, date(2007, 5, 19), "An toàn lao động", _NA),
    Person("nam", "Võ Hoài Nam", _M, 1989, date(2017, 6, 1), "Phòng Dự án miền Trung", _DN),
    Person("vinh", "Phan Thế Vinh", _M, 1984, date(2012, 11, 7), "Phòng Dự án miền Trung", _DN),
    Person("phuoc", "Trịnh Hữu Phước", _M, 1974, date(2002, 2, 3), "Trưởng Văn phòng Cần Thơ", _CT),
    Person("mai", "Hồ Thị Mai", _F, 1986, date(2014, 3, 8), "Văn phòng Cần Thơ", _CT),
    Person("tu", "Lê Văn Tư", _M, 1949, date(1970, 2, 3), "Nghỉ hưu", _HQ, status=Status.EXEMPT, decision="118-QĐ/ĐU"),
    Person(
        "bao",
        "Phạm Quốc Bảo",
        _M,
        1987,
        date(2015, 5, 19),
        "Biệt phái dự án Cần Thơ",
        _CT,
        status=Status.ATTACHED_ELSEWHERE,
        decision="204-GTSH/ĐU",
    ),
    Person("ngan", "Tạ Kim Ngân", _F, 1998, None, "Phòng Kế hoạch", _DN),
    Person("khanh", "Dương Gia Khánh", _M, 1997, None, "Phòng Dự án miền Trung", _DN),
)

# The committee of the ward. Their own cells are not part of the demo.
OBSERVER = Person("ha", "Trần Thu Hà", _F, 1975, date(2001, 5, 19), "Đảng ủy phường Sông Hồng")
OTHER_OBSERVER = Person("vinhlq", "Lê Quang Vịnh", _M, 1972, date(1999, 9, 2), "Đảng ủy phường Sông Hồng")
OFFICER = Person("nguyet", "Đỗ Thị Nguyệt", _F, 1988, date(2014, 5, 19), "Văn phòng Đảng ủy phường")
COMMITTEE = (
    (OBSERVER, Office.STANDING_MEMBER),
    (OTHER_OBSERVER, Office.STANDING_MEMBER),
    (OFFICER, Office.COMMITTEE_OFFICER),
)

NEIGHBOURS = (
    Person("hoi", "Phạm Thị Hợi", _F, 1959, date(1985, 5, 19), "Tổ dân phố số 7", office=Office.SECRETARY),
    Person("thinh", "Vương Đình Thịnh", _M, 1962, date(1988, 2, 3), "Tổ dân phố số 7", office=Office.DEPUTY),
    Person("loan", "Kiều Bích Loan", _F, 1966, date(1995, 9, 2), "Tổ dân phố số 7"),
    Person("truong", "Nguyễn Xuân Trường", _M, 1958, date(1980, 5, 19), "Tổ dân phố số 7"),
    Person("hanh", "Lưu Thị Hạnh", _F, 1970, date(2000, 3, 8), "Tổ dân phố số 7"),
    Person("kien", "Chu Văn Kiên", _M, 1983, date(2012, 11, 7), "Tổ dân phố số 7"),
)

ADMINISTRATOR_NAME = "Quản trị hệ thống"
ADMINISTRATOR_ADDRESS = f"quantri@{MAIL_DOMAIN}"
