"""Roles and schemas.

Three roles that nobody logs in as: the owner has the tables and views, the loader writes rows, the reader
reads. A login is made a member of one of them. Roles belong to the whole server, so they are made only where
they are missing, and a downgrade takes their rights in this database away but leaves them.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = ("diaspora_dw_owner", "diaspora_dw_loader", "diaspora_dw_reader")
READER_SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}


def upgrade() -> None:
    for role in ROLES:
        op.execute(f"""
            do $$ begin
                if not exists (select from pg_roles where rolname = '{role}') then
                    create role {role} nologin;
                end if;
            exception when duplicate_object or unique_violation then null; -- another database's migration won the race
            end $$
        """)
        op.execute(f"""
            do $$ begin
                if not pg_has_role(current_user, '{role}', 'member')
                   or not (select rolsuper from pg_roles where rolname = current_user) then
                    execute format('grant {role} to %I', current_user);
                end if;
            end $$
        """)
    for setting, value in READER_SETTINGS.items():
        op.execute(f"""
            do $$ begin
                alter role diaspora_dw_reader set {setting} = '{value}';
            exception
                when unique_violation then null; -- the same race: the winner has set all of them
                when internal_error then
                    if sqlerrm <> 'tuple concurrently updated' then raise; end if;
            end $$
        """)

    for schema in ("dw", "mart", "part"):
        op.execute(f"create schema {schema} authorization diaspora_dw_owner")
    op.execute("alter schema ops owner to diaspora_dw_owner")
    op.execute("alter table ops.alembic_version owner to diaspora_dw_owner")
    op.execute("comment on schema dw is 'The star: dimensions, facts and the releases they come from.'")
    op.execute("comment on schema mart is 'Published views: the interface for BI tools and analysts.'")
    op.execute("comment on schema ops is 'Runs, steps, check results and published totals.'")
    op.execute(
        "comment on schema part is 'Partitions of the release-keyed tables; read them through their parents.'"
    )

    # What PostgreSQL lets everybody make in any database: readers are to make nothing.
    op.execute("""
        do $$ begin
            execute format('revoke temporary on database %I from public', current_database());
            execute format('grant temporary on database %I to diaspora_dw_loader', current_database());
            if (select rolsuper from pg_roles where rolname = current_user) then
                revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;
            end if;
        end $$
    """)
    op.execute("grant usage on schema dw, mart to diaspora_dw_reader, diaspora_dw_loader")
    op.execute("grant usage on schema ops to diaspora_dw_loader")
    op.execute("grant usage on schema part to diaspora_dw_loader")
    op.execute("grant select on ops.alembic_version to diaspora_dw_loader")

    mine = "alter default privileges for role diaspora_dw_owner in schema"
    op.execute(f"{mine} dw, mart grant select on tables to diaspora_dw_reader")
    op.execute(f"{mine} dw, ops grant select, insert, update, delete on tables to diaspora_dw_loader")
    op.execute(f"{mine} mart grant select on tables to diaspora_dw_loader")
    op.execute(f"{mine} dw, ops grant usage, select on sequences to diaspora_dw_loader")
    op.execute("alter default privileges for role diaspora_dw_owner revoke execute on functions from public")
    op.execute("set local role diaspora_dw_owner")


def downgrade() -> None:
    op.execute("reset role")
    op.execute("""
        do $$ begin
            execute format('grant temporary on database %I to public', current_database());
            if (select rolsuper from pg_roles where rolname = current_user) then
                grant execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) to public;
            end if;
        end $$
    """)
    op.execute("alter schema ops owner to current_user")
    op.execute("alter table ops.alembic_version owner to current_user")
    for schema in ("mart", "part", "dw"):
        op.execute(f"drop schema {schema} cascade")
    for role in ROLES:  # one by one: a default privilege that names two of them cannot be dropped twice
        op.execute(f"drop owned by {role}")
