//! From a blueprint's section to objects: what a database administrator has to approve.

mod cloudnative_pg;
mod external;
mod findings;
mod observed;
mod operators;
mod platform;
mod zalando;
