//! B61 to B66: secrets that went astray. What is refused is never repeated.

use std::fs;

use crate::case::{Case, GOOD};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::app("B61", "a value where a reference stands", "secrets: { API_KEY: hunter2-s3cr3t! }"),
        Case::app("B61", "a value under a telling name", "config: { DB_PASSWORD: hunter2-s3cr3t }"),
        Case::with("B61", "in the values of a chart", "postgres: { main: { storage: 1Gi } }\nvalues: { cloudnative-pg: { additionalArgs: [--password=hunter2-s3cr3t] } }"),
        Case::new("B62", "in the address of the repository", GOOD.replace("https://", "https://robot:hunter2-s3cr3t@")),
        Case::app("B62", "in an address", "config: { DATABASE: 'postgres://me:hunter2-s3cr3t@db/a' }"),
        Case::app("B63", "in an argument", "args: [--db, '--password=hunter2-s3cr3t']"),
        Case::app("B63", "in the next argument", "args: [--password, hunter2-s3cr3t]"),
        Case::app("B63", "in a command", "command: [sh, -c, 'PGPASSWORD=hunter2-s3cr3t psql']"),
        Case::app("B64", "in base64", "config: { AUTH: 'Basic bWU6aHVudGVyMi1zM2NyM3Q=' }"),
        Case::app("B64", "the token of a service", "config: { TOKEN: 'ghp_0123456789abcdefghijABCDEFGHIJ012345' }"),
        Case::app("B64", "a private key", "files: { /etc/key: { text: \"-----BEGIN PRIVATE KEY-----\\nMIIEhunter2-s3cr3t\\n-----END PRIVATE KEY-----\\n\" } }"),
        Case::app("B65", "in a file", "files: { /etc/web.ini: { text: \"[db]\\npassword = hunter2-s3cr3t\\n\" } }"),
        Case::app("B65", "in a file beside the blueprint", "files: { /etc/web.ini: { from: web.ini } }")
            .prepared(|here| fs::write(here.join("web.ini"), "[db]\npassword = hunter2-s3cr3t\n").unwrap()),
        Case::with("B66", "in an object of the user's", "manifests: { own: { from: own.yaml } }").prepared(|here| {
            let object = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { password: hunter2-s3cr3t }\n";
            fs::write(here.join("own.yaml"), object).unwrap();
        }),
        Case::with("B66", "in a patch", "apps: { web: { image: registry.example.com/web:1.0, port: 80, health: /up } }\npatches: { a: { kind: Deployment, name: web, merge: { spec: { template: { spec: { containers: [{ name: web, env: [{ name: PASSWORD, value: hunter2-s3cr3t }] }] } } } } } }"),
    ]
}
