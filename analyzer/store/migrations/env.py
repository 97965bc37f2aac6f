"""Run by Alembic when a store is opened; see ``analyzer.store.layout``."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
)
context.run_migrations()
