"""What the database itself refuses: a publication is added, and never changed or taken away.

Whoever may write to the tables, by the site or by hand, meets the same refusal. On SQLite a third trigger stands against
`INSERT OR REPLACE`, which takes a row away without asking the trigger for that.
"""

from __future__ import annotations

TABLE = "protocols_publication"
REFUSAL = "a publication is never changed; publish again"

_SQLITE = {
    "update": "BEFORE UPDATE",
    "delete": "BEFORE DELETE",
    "replace": "BEFORE INSERT",
}
_WHEN = {"replace": f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)"}


def statements(vendor: str) -> tuple[str, ...]:
    """Return the statements that set the triggers up."""
    if vendor == "sqlite":
        return tuple(
            f"CREATE TRIGGER {TABLE}_no_{name} {event} ON {TABLE} {_WHEN.get(name, '')} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, event in _SQLITE.items()
        )
    return (
        f"CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays()",
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_stays()",
    )


def undo(vendor: str) -> tuple[str, ...]:
    """Return the statements that take them away again."""
    if vendor == "sqlite":
        return tuple(f"DROP TRIGGER {TABLE}_no_{name}" for name in _SQLITE)
    return (
        f"DROP TRIGGER {TABLE}_no_truncate ON {TABLE}",
        f"DROP TRIGGER {TABLE}_no_change ON {TABLE}",
        f"DROP FUNCTION {TABLE}_stays()",
    )
