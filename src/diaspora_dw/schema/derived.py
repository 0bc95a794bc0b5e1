"""Tables that are derived from releases of several sources: `ops.derive_tables` fills them with every publication.

Their rows are what a function returns. They are stored because it is too slow to read for one country.
"""

from sqlalchemy.orm import Mapped

from diaspora_dw.schema.base import CountryKey, Star, YearKey


class RemittanceBasis(Star):
    """What the estimates of remittances by corridor rest on: the rows of `dw.remittance_model()`."""

    __tablename__ = "remittance_basis"
    __table_args__ = ({"schema": "dw", "info": {"derived": True}},)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    income: Mapped[float | None]
    income_basis: Mapped[str | None]
    received_usd: Mapped[float | None]
    expected_total: Mapped[float | None]
    stock_release_id: Mapped[int | None]
    indicator_release_id: Mapped[int | None]
