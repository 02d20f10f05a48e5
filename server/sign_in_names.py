"""The names under which an account signs in: a phone number, an e-mail address, or both."""

from sqlalchemy import Connection, delete, exists, insert, select

from server.declined import Declined
from server.tables import sign_in_names


def name_account(at: Connection, account: str, phone: str | None, email: str | None) -> None:
    """The names under which the account signs in, instead of those before. Raises sign-in-name-taken."""
    at.execute(delete(sign_in_names).where(sign_in_names.c.account_id == account))
    for column, name in (("phone", phone), ("email", email)):
        if name is None:
            continue
        if at.execute(select(exists().where(sign_in_names.c.name == name))).scalar():
            raise Declined("sign-in-name-taken", field=column)
        at.execute(insert(sign_in_names).values(name=name, account_id=account))
