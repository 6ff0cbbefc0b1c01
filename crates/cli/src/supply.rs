//! The command that puts a secret into its store. None of them shows a value, or leaves one in the shell's history.

use hagen::{StoreKind, WantedSecret};

/// The command, for bash or zsh. A single value is asked for; several come from files.
pub(crate) fn command(secret: &WantedSecret) -> String {
    let name = quoted(&secret.name);
    match &secret.store {
        StoreKind::Generated => {
            let create =
                format!("kubectl -n {} create secret generic {name}", quoted(secret.namespace.as_str()));
            each(
                secret,
                &create,
                |key, file| format!("--from-file={}", quoted(&format!("{key}={file}"))),
                "/dev/stdin",
            )
        }
        StoreKind::Vault(vault) => {
            let put = format!("vault kv put -mount={} {name}", quoted(&vault.path));
            each(secret, &put, |key, file| quoted(&format!("{key}={file}")), "-")
        }
        StoreKind::OpenBao(_) => {
            // The command runs where the server does: of the files here it sees what comes by the standard input.
            let put = "kubectl -n openbao exec -i openbao-0 -c openbao -- bao kv put -mount=secret";
            match secret.keys.first() {
                Some(key) if secret.keys.len() == 1 => {
                    let value = quoted(&format!("{key}=-"));
                    format!("read -rs VALUE && printf %s \"$VALUE\" | {put} {name} {value}")
                }
                _ => format!("{put} {name} - < secret.json"),
            }
        }
        StoreKind::Aws(aws) => format!(
            "aws secretsmanager create-secret --region {} --name {name} --secret-string file://secret.json",
            quoted(aws.region.as_str())
        ),
        StoreKind::Gcp(gcp) => {
            format!(
                "gcloud secrets create {name} --project={} --data-file=secret.json",
                quoted(gcp.project.as_str())
            )
        }
        StoreKind::Azure(azure) => {
            let host = azure.vault.as_str().trim_start_matches("https://");
            let vault = host.split('.').next().unwrap_or(host);
            format!("az keyvault secret set --vault-name {} --name {name} --file secret.json", quoted(vault))
        }
    }
}

/// What has to be in `secret.json`, for the stores whose secrets are JSON documents.
pub(crate) fn document(secret: &WantedSecret) -> Option<String> {
    let is_json = match secret.store {
        StoreKind::Aws(_) | StoreKind::Gcp(_) | StoreKind::Azure(_) => true,
        StoreKind::OpenBao(_) => secret.keys.len() > 1,
        StoreKind::Generated | StoreKind::Vault(_) => false,
    };
    let keys: Vec<String> = secret.keys.iter().map(|key| format!("{key:?}: \"…\"")).collect();
    is_json.then(|| format!("{{ {} }}", keys.join(", ")))
}

fn each(
    secret: &WantedSecret,
    command: &str,
    argument: impl Fn(&str, &str) -> String,
    stdin: &str,
) -> String {
    if let (1, Some(key)) = (secret.keys.len(), secret.keys.first()) {
        return format!("read -rs VALUE && printf %s \"$VALUE\" | {command} {}", argument(key, stdin));
    }
    let at = if stdin == "-" { "@" } else { "" };
    let arguments = secret.keys.iter().map(|key| argument(key, &format!("{at}{key}")));
    format!("{command} {}", arguments.collect::<Vec<_>>().join(" "))
}

/// The word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=@:".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use hagen::{Name, StoreKind, WantedSecret};
    use hagen_core::section::{Field, Reader};
    use hagen_yaml::{FileId, Limits};

    use super::*;

    fn wanted(store: &str, keys: &[&str]) -> WantedSecret {
        let node = hagen_yaml::read(FileId(0), store, &Limits::default()).node.unwrap();
        WantedSecret {
            clusters: [Name::known("eu")].into(),
            store: StoreKind::read(&node, &mut Reader::new(&mut Vec::new())).unwrap(),
            namespace: Name::known("shop-secrets"),
            name: "production.mail".to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            readers: ["apps/web".to_owned()].into(),
        }
    }

    #[test]
    fn a_single_value_is_asked_for() {
        let expected = "read -rs VALUE && printf %s \"$VALUE\" | kubectl -n shop-secrets create secret generic \
                        production.mail --from-file=token=/dev/stdin";
        assert_eq!(command(&wanted("generated", &["token"])), expected);
        let vault = wanted("vault: { server: https://vault.example.com, path: k v }", &["token"]);
        let expected =
            "read -rs VALUE && printf %s \"$VALUE\" | vault kv put -mount='k v' production.mail token=-";
        assert_eq!(command(&vault), expected);
    }

    #[test]
    fn several_values_come_from_files() {
        let expected = "kubectl -n shop-secrets create secret generic production.mail --from-file=tls.crt=tls.crt \
                        --from-file=tls.key=tls.key";
        assert_eq!(command(&wanted("generated", &["tls.key", "tls.crt"])), expected);
        let vault = wanted("vault: { server: https://vault.example.com, path: kv }", &["a", "b"]);
        assert_eq!(command(&vault), "vault kv put -mount=kv production.mail a=@a b=@b");
    }

    #[test]
    fn openbao_is_told_where_it_runs() {
        let put =
            "kubectl -n openbao exec -i openbao-0 -c openbao -- bao kv put -mount=secret production.mail";
        let one = wanted("openbao: {}", &["token"]);
        let expected = format!("read -rs VALUE && printf %s \"$VALUE\" | {put} token=-");
        assert_eq!((command(&one), document(&one)), (expected, None));
        let two = wanted("openbao: {}", &["a", "b"]);
        assert_eq!(command(&two), format!("{put} - < secret.json"));
        assert_eq!(document(&two).as_deref(), Some("{ \"a\": \"…\", \"b\": \"…\" }"));
    }

    #[test]
    fn clouds_take_documents() {
        let aws = wanted("aws: { region: eu-central-1 }", &["a", "b"]);
        assert!(
            command(&aws)
                .starts_with("aws secretsmanager create-secret --region eu-central-1 --name production.mail")
        );
        assert_eq!(document(&aws).as_deref(), Some("{ \"a\": \"…\", \"b\": \"…\" }"));
        let azure = wanted("azure: { vault: https://example.vault.azure.net, tenant: t }", &["a"]);
        assert!(command(&azure).contains("--vault-name example "), "{}", command(&azure));
        assert!(command(&wanted("gcp: { project: shop-prod }", &["a"])).contains("--project=shop-prod "));
    }
}
