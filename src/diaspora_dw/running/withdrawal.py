"""Takes releases out of the views, on record: who did it, when and why. Their rows stay in the tables."""

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.releases.release import History, Release
from diaspora_dw.running.ledger import account


def withdraw(connection: Connection, history: History, edition: str | None, reason: str) -> list[Release]:
    """Withdraw the active releases of a history, or the one of an edition, and return them.

    The newest edition that is left becomes current. The caller holds the run lock. Raise `UsageError` if there is
    nothing to withdraw.
    """
    chosen = [release for release in history.active if edition in (None, release.edition)]
    if not chosen:
        in_use = ", ".join(sorted(release.edition for release in history.active))
        what = f"edition {edition}" if edition else "content"
        raise UsageError(
            f"{history.subject} has no {what} to withdraw",
            advice=f"Editions in use: {in_use}." if in_use else "See what is loaded: diaspora-dw status",
        )
    with connection.transaction():
        connection.execute(
            """
            update dw.source_release
            set is_current = false, superseded_at = %(now)s, withdrawn_at = %(now)s, withdrawn_by = %(account)s,
                withdrawal_reason = %(reason)s
            where release_id = any(%(chosen)s)
            """,
            {
                "now": clock.now(),
                "account": account(),
                "reason": reason,
                "chosen": [release.release_id for release in chosen],
            },
        )
        history.reload(connection)
        if history.current is None and history.active:
            newest = max(history.active, key=lambda release: history.source.edition_order(release.edition))
            connection.execute(
                "update dw.source_release set is_current = true where release_id = %s", (newest.release_id,)
            )
        connection.execute("select ops.derive_tables(false)")
    history.reload(connection)
    return chosen


def describe_withdrawal(release: Release) -> str:
    """Return when, by whom and why a release was withdrawn, and how to load it again."""
    return (
        f"{release.withdrawn_by} withdrew it on {release.withdrawn_at:%Y-%m-%d}: {release.withdrawal_reason} "
        "(--force loads it again)"
    )
