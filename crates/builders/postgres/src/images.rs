//! The one table of PostgreSQL images: a major version, the image at its digest, and what is in it.

use hagen_kube::Image;

/// The oldest major version that PostgreSQL still fixes.
pub(crate) const OLDEST_SUPPORTED: i64 = 15;

/// When the one before went out of support.
pub(crate) const END_OF_14: &str = "2026-11-12";

/// CloudNativePG's `standard` images: those of its image catalog of 2026-08-17, without Barman, which comes by plugin.
/// <https://github.com/cloudnative-pg/artifacts/blob/main/image-catalogs/catalog-standard-trixie.yaml>
const IMAGES: [(i64, &str); 5] = [
    (
        14,
        "ghcr.io/cloudnative-pg/postgresql:14.24-202608170814-standard-trixie@sha256:2251ca32ca24152bad5d9ddbc9ac4e95e98d6cff4002e98a5484e542ce2cae36",
    ),
    (
        15,
        "ghcr.io/cloudnative-pg/postgresql:15.19-202608170814-standard-trixie@sha256:613c7a0417887cd2626a2bfb31fa4e1d86c3088e575fd66bc227007dc69a5487",
    ),
    (
        16,
        "ghcr.io/cloudnative-pg/postgresql:16.15-202608170814-standard-trixie@sha256:3df9103d7f89c8abc2870463d4d446944c81b5f1f4b707c590895dc003ecbb65",
    ),
    (
        17,
        "ghcr.io/cloudnative-pg/postgresql:17.11-202608170816-standard-trixie@sha256:91e0de662d53895a45f1396f4ee1a75daeb0c26fc87853afc9c8f43e01fdaa21",
    ),
    (18, hagen_charts::POSTGRESQL),
];

/// The extensions in the `standard` images: PostgreSQL's own, and the two that are added.
const EXTENSIONS: [&str; 46] = [
    "amcheck",
    "autoinc",
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dblink",
    "dict_int",
    "dict_xsyn",
    "earthdistance",
    "file_fdw",
    "fuzzystrmatch",
    "hstore",
    "insert_username",
    "intagg",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "moddatetime",
    "pageinspect",
    "pg_buffercache",
    "pg_freespacemap",
    "pg_prewarm",
    "pg_stat_statements",
    "pg_surgery",
    "pg_trgm",
    "pg_visibility",
    "pg_walinspect",
    "pgaudit",
    "pgcrypto",
    "pgrowlocks",
    "pgstattuple",
    "plpgsql",
    "postgres_fdw",
    "refint",
    "seg",
    "sslinfo",
    "tablefunc",
    "tcn",
    "tsm_system_rows",
    "tsm_system_time",
    "unaccent",
    "uuid-ossp",
    "vector",
];

/// The image of a major version.
pub(crate) fn image(major: i64) -> &'static str {
    let found = IMAGES.iter().find(|(version, _)| *version == major);
    found.map(|(_, image)| *image).expect("the section holds the version to those of the table")
}

/// The major version that an image's tag begins with, if it does.
pub(crate) fn major(image: &Image) -> Option<i64> {
    let digits: String =
        image.tag()?.trim_start_matches(['v', 'V']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

pub(crate) fn extensions() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.into_iter()
}

pub(crate) fn has_extension(name: &str) -> bool {
    EXTENSIONS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_image_is_pinned_and_of_its_version() {
        for (version, text) in IMAGES {
            let image = Image::known(text);
            assert_eq!(major(&image), Some(version));
            assert!(text.contains("@sha256:"), "{text}");
        }
    }
}
