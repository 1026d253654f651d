//! `column IN (…)` whose statement the connection keeps.
//!
//! Diesel's `eq_any` has the database read its statement anew every time on SQLite, because each number of values makes another one.
//! Here the list is filled up to 1, 2, 4, 8 … values with its last, so that there are few statements, and those are kept.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType};

/// Made by [`among`].
#[derive(Clone, Debug)]
pub struct Among<C, T> {
    column: C,
    values: Vec<T>,
}

/// Whether a column has one of some values; of none it never has. For at most a few hundred values.
pub fn among<C, T: Clone>(column: C, values: &[T]) -> Among<C, T> {
    let mut values = values.to_vec();
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    Among { column, values }
}

impl<C: Expression, T> Expression for Among<C, T> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<S>, T, S> SelectableExpression<S> for Among<C, T> {}

impl<C: AppearsOnTable<S>, T, S> AppearsOnTable<S> for Among<C, T> {}

impl<C: ValidGrouping<G>, T, G> ValidGrouping<G> for Among<C, T> {
    type IsAggregate = C::IsAggregate;
}

/// The text of the statement says which it is.
impl<C, T> QueryId for Among<C, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, T, D> QueryFragment<D> for Among<C, T>
where
    D: Backend + HasSqlType<C::SqlType>,
    C: Expression + QueryFragment<D>,
    T: ToSql<C::SqlType, D>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, D>) -> QueryResult<()> {
        if self.values.is_empty() {
            out.push_sql("1=0");
            return Ok(());
        }
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (at, value) in self.values.iter().enumerate() {
            if at > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<C::SqlType, T>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
