//! The findings about files: the blueprint's, and those in the output folder.

hagen_core::codes! {
    NO_BLUEPRINT = "HG0900" Error "no blueprint";
    UNREADABLE = "HG0901" Error "file that cannot be read";
    FOLDER = "HG0902" Error "folder that cannot be the output";
    EDITED = "HG0903" Error "output edited by hand";
    FOREIGN = "HG0904" Error "file that is not hagen's";
    IN_THE_WAY = "HG0905" Error "something in the way";
    CASE = "HG0906" Error "names that differ only in case";
    NO_LOCK = "HG0907" Error "output without a record";
    BROKEN = "HG0908" Error "broken record";
    BUSY = "HG0909" Error "another hagen at work";
    INTERRUPTED = "HG0910" Error "interrupted run";
    BAD_PATH = "HG0911" Error "path that cannot be written everywhere";
    DISK = "HG0912" Error "disk that refuses";
    MISSING = "HG0913" Error "missing output";
    EXISTS = "HG0914" Error "file that is there already";
    NO_SUCH_TARGET = "HG0915" Error "no such cluster or environment";
    UNKNOWN = "HG0916" Error "nothing to explain";
    NO_EXAMPLE = "HG0917" Error "no such example";
    LOSS = "HG0918" Error "data that would be lost";
    NO_FACTS = "HG0919" Error "chart without facts";
    FIXED = "HG0920" Error "change that the cluster refuses";
}
