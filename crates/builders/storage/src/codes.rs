//! The findings about storage.

hagen_core::codes! {
    RETIRED = "HG1700" Error "word of another tool or an earlier time";
    REPLICAS = "HG1701" Warning "fewer nodes than copies of a volume";
    BACKUP_KEYS = "HG1702" Error "access key in two secrets";
    SHARED = "HG1703" Note "volume behind a single server";
    BACKUP_INSIDE = "HG1704" Error "backups on the volumes that they are of";
    SCHEDULE = "HG1706" Error "volumes copied more often than can be";
    DATA_PATH = "HG1707" Error "folder that keeps no volumes";
    NO_BACKUP = "HG1705" Warning "volumes without backup";
}
