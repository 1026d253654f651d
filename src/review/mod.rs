//! The legislator's and the reviewer's workbench.
