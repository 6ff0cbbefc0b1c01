//! Secrets and certificates. Values are nowhere in these objects.

use crate::effect::Effect;
use crate::table::{CHANGES, Table, Verdict, each, rule};

pub(crate) const EXTERNAL_SECRET: Table = Table::of(
    Effect::Changes,
    &[
        each("spec data * remoteRef **", "secret", 1, CHANGES),
        each("spec data *", "secret", 1, CHANGES),
        rule("spec dataFrom **", "where it comes from", CHANGES),
        rule("spec secretStoreRef **", "store", CHANGES),
        rule("spec refreshInterval", "refreshed every", CHANGES),
    ],
);

pub(crate) const STORE: Table = Table::of(Effect::Changes, &[]);

pub(crate) const CERTIFICATE: Table = Table::of(
    Effect::Changes,
    &[
        rule("spec dnsNames *", "name", CHANGES),
        rule("spec issuerRef **", "issuer", Verdict::Is(Effect::Changes)),
    ],
);
