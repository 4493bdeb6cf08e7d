//! Which columns are sealed: by their names, asked of the database itself, so that none can be forgotten.
//!
//! A sealed column's name ends in `_sealed`; its table has an `id` (a UUID), and the cell's place is the table, the
//! column's name without the ending, and that id.

use sqlx::SqliteConnection;

const ENDING: &str = "_sealed";

/// A column of sealed cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedColumn {
    /// Its table.
    pub(crate) table: String,
    /// Its name.
    pub(crate) name: String,
}

impl SealedColumn {
    /// Every sealed column, in the order of their names.
    pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<Self>, sqlx::Error> {
        let columns: Vec<(String, String)> = sqlx::query_as(
            "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\' ORDER BY t.name, c.name",
        )
        .fetch_all(connection)
        .await?;
        Ok(columns.into_iter().map(|(table, name)| Self { table, name }).collect())
    }

    /// What its cells are bound to, as [`KeyRing::seal`](crate::seal::KeyRing::seal) is told it.
    pub(crate) fn place(&self) -> String {
        format!("{}.{}", self.table, self.name.strip_suffix(ENDING).unwrap_or(&self.name))
    }
}
