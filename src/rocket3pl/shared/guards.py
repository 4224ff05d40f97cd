"""Migration operations for guards that Django has no word for, in both dialects side by side."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class VendorSql(Operation):
    """A step of a migration that says it in each database's own words."""

    reversible = True
    reduces_to_sql = True

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that puts the guard up."""
        raise NotImplementedError

    def undo(self, vendor: str) -> list[str]:
        """Return the SQL that takes the guard down."""
        raise NotImplementedError

    def state_forwards(self, _app_label: str, _state: ProjectState) -> None:
        """Change nothing: guards are not part of the models."""

    def database_forwards(self, _app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        """Put the guard up."""
        for sql in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(sql, params=None)

    def database_backwards(self, _app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        """Take the guard down."""
        for sql in self.undo(schema_editor.connection.vendor):
            schema_editor.execute(sql, params=None)


class AppendOnly(VendorSql):
    """Refuse UPDATE and DELETE on a table: its rows are facts."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name the operation for the migration writer."""
        return type(self).__name__, [], {"table": self.table}

    def describe(self) -> str:
        """Say what it does."""
        return f"Make {self.table} append-only"

    def statements(self, vendor: str) -> list[str]:
        """Return the triggers. PostgreSQL raises 23514, so Django reports IntegrityError on both."""
        t = self.table
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {t}_no_{verb.lower()} BEFORE {verb} ON {t} "
                f"BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END"
                for verb in ("UPDATE", "DELETE")
            ]
        return [
            f"CREATE FUNCTION {t}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{t} is append-only' USING ERRCODE = '23514'; END $$",
            f"CREATE TRIGGER {t}_append_only BEFORE UPDATE OR DELETE ON {t} "
            f"FOR EACH ROW EXECUTE FUNCTION {t}_refuse()",
            f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {t}_refuse()",
        ]

    def undo(self, vendor: str) -> list[str]:
        """Drop the triggers."""
        t = self.table
        if vendor == "sqlite":
            return [f"DROP TRIGGER {t}_no_update", f"DROP TRIGGER {t}_no_delete"]
        return [
            f"DROP TRIGGER {t}_append_only ON {t}",
            f"DROP TRIGGER {t}_no_truncate ON {t}",
            f"DROP FUNCTION {t}_refuse()",
        ]


class CompositeReference(VendorSql):
    """Refuse rows whose (guard, reference) pair does not exist in the table referred to.

    With guard "owner_id" this is the owner guard: a line of one seller can never name a product of
    another, even if all code is wrong. NULL references pass. The target needs a unique key on
    (guard, id). Django 5.2 has no composite foreign keys, hence SQL.
    """

    def __init__(self, table: str, column: str, target: str, guard: str = "owner_id") -> None:
        self.table, self.column, self.target, self.guard = table, column, target, guard

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name the operation for the migration writer."""
        return (
            type(self).__name__,
            [],
            {
                "table": self.table,
                "column": self.column,
                "target": self.target,
                "guard": self.guard,
            },
        )

    def describe(self) -> str:
        """Say what it does."""
        return f"Guard {self.table}.{self.column} by {self.guard}"

    @property
    def _name(self) -> str:
        return f"{self.table}_{self.column}_{self.guard}"[:48]

    def statements(self, vendor: str) -> list[str]:
        """Return the foreign key (PostgreSQL) or the triggers (SQLite)."""
        t, c, g = self.table, self.column, self.guard
        if vendor == "postgresql":
            return [
                f"ALTER TABLE {t} ADD CONSTRAINT {self._name}_guard "
                f"FOREIGN KEY ({g}, {c}) REFERENCES {self.target} ({g}, id)",
            ]
        return [
            f"CREATE TRIGGER {self._name}_{event} BEFORE {verb} ON {t} "
            f"WHEN NEW.{c} IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM {self.target} WHERE id = NEW.{c} AND {g} = NEW.{g}) "
            f"BEGIN SELECT RAISE(ABORT, '{t}.{c} does not match {g}'); END"
            for event, verb in (("ins", "INSERT"), ("upd", f"UPDATE OF {g}, {c}"))
        ]

    def undo(self, vendor: str) -> list[str]:
        """Drop the guard."""
        if vendor == "postgresql":
            return [f"ALTER TABLE {self.table} DROP CONSTRAINT {self._name}_guard"]
        return [f"DROP TRIGGER {self._name}_ins", f"DROP TRIGGER {self._name}_upd"]
