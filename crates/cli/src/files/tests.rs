use std::os::unix::fs::symlink;

use camino::Utf8PathBuf;

use super::*;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir_all(folder.at("inside/deep")).unwrap();
        std::fs::write(folder.at("inside/app.toml"), "level = 7\n").unwrap();
        std::fs::write(folder.at("outside.toml"), "stranger").unwrap();
        folder
    }

    fn at(&self, path: &str) -> Utf8PathBuf {
        Utf8Path::from_path(self.0.path()).unwrap().join(path)
    }

    fn why(&self, path: &str) -> String {
        FolderFiles::new(&self.at("inside")).read(path).expect_err(path).why
    }
}

#[test]
fn reads_files_and_links_that_stay_inside() {
    let folder = Folder::new();
    symlink("../app.toml", folder.at("inside/deep/link")).unwrap();
    let files = FolderFiles::new(&folder.at("inside"));
    for path in ["app.toml", "./app.toml", "deep/link"] {
        assert_eq!(files.read(path).unwrap(), b"level = 7\n", "{path}");
    }
}

#[test]
fn refuses_by_the_text_of_the_path() {
    let folder = Folder::new();
    for (path, why) in [
        ("", "is empty"),
        ("/etc/passwd", "is an absolute path"),
        ("~/app.toml", "is an absolute path"),
        ("C:/x", "is an absolute path"),
        ("C:\\x", "is an absolute path"),
        ("../outside.toml", "leads out of the blueprint's folder"),
        ("deep/../../outside.toml", "leads out of the blueprint's folder"),
        ("http://example.com/x", "is an address"),
        ("file:///etc/passwd", "is an address"),
        ("file:x", "is an address"),
        ("\\\\server\\share", "holds a backslash"),
        ("deep\\x", "holds a backslash"),
        ("app\0.toml", "holds a control character"),
    ] {
        assert!(folder.why(path).starts_with(why), "{path}: {}", folder.why(path));
    }
}

#[test]
fn refuses_links_that_lead_out_or_nowhere() {
    let folder = Folder::new();
    symlink("../outside.toml", folder.at("inside/out")).unwrap();
    symlink("/etc/hostname", folder.at("inside/far")).unwrap();
    symlink("..", folder.at("inside/up")).unwrap();
    symlink("round", folder.at("inside/round")).unwrap();
    symlink("nothing", folder.at("inside/dangling")).unwrap();
    for (path, why) in [
        ("out", "is a symbolic link that leads out of the blueprint's folder"),
        ("far", "is a symbolic link that leads out of the blueprint's folder"),
        ("up/outside.toml", "is a symbolic link that leads out of the blueprint's folder"),
        ("round", "is a symbolic link that leads in a circle"),
        ("dangling", "does not exist"),
        ("none", "does not exist"),
        ("app.toml/none", "does not exist"),
    ] {
        assert_eq!(folder.why(path), why, "{path}");
    }
}

#[test]
fn refuses_what_is_no_file_without_waiting_for_it() {
    let folder = Folder::new();
    let pipe = folder.at("inside/pipe");
    rustix::fs::mknodat(CWD, pipe.as_std_path(), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.at("inside/socket")).unwrap();
    assert_eq!(folder.why("pipe"), "is a pipe, not a file");
    assert_eq!(folder.why("socket"), "is not a file");
    assert_eq!(folder.why("deep"), "is a folder: name a file in it");
    let devices = FolderFiles::new(Utf8Path::new("/dev"));
    assert_eq!(devices.read("zero").unwrap_err().why, "is a device, not a file");
}

#[test]
fn refuses_large_and_locked_files() {
    let folder = Folder::new();
    let largest = usize::try_from(LARGEST).unwrap();
    std::fs::write(folder.at("inside/fits"), vec![b'x'; largest]).unwrap();
    std::fs::write(folder.at("inside/large"), vec![b'x'; largest + 1]).unwrap();
    assert_eq!(FolderFiles::new(&folder.at("inside")).read("fits").unwrap().len(), largest);
    assert!(folder.why("large").starts_with("is larger than 1 MiB"));
    if !rustix::process::geteuid().is_root() {
        let locked = folder.at("inside/locked");
        std::fs::write(&locked, "x").unwrap();
        std::fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
        assert_eq!(folder.why("locked"), "cannot be read: permission denied");
    }
}
