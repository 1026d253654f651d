//! The index on disk: opening, checking, writing, rebuilding beside and swapping.
//!
//! A directory holds generations (`<analysis>-<n>/`, each a tantivy index) and `current`, the name of the one
//! that is served, replaced atomically. Every commit carries the follower's position, so what is readable
//! and the position are one; after a crash the follower resumes there. Anything missing, damaged or made
//! by another analysis is reported by [`Index::open`], and never looks like an empty index. One process owns the directory.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::indexer::LogMergePolicy;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::analysis;
use super::columns::Known;
use super::schema::{Doc, Fields, Kind, tokenizers};

/// Memory of one indexing thread in bytes.
const MEMORY: usize = 48_000_000;

/// Why the index cannot answer or cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Nothing readable yet; the index is being rebuilt.
    #[error("the search index is being rebuilt")]
    NotReady,
    /// Another process holds the directory.
    #[error("the search index in {} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The directory cannot be read or written.
    #[error("the search index in {}: {error}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// The engine refused.
    #[error("the search index: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
}

/// Why an index has to be built again from the database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rebuild {
    /// There is none, or it was never finished.
    #[error("there is no finished index")]
    Missing,
    /// Another version of the program analysed the texts.
    #[error("the index was made by another version of the text analysis")]
    Analysis,
    /// Files are missing or changed.
    #[error("the index is damaged: {0}")]
    Damaged(String),
}

/// What [`Index::open`] found.
#[derive(Debug)]
pub struct Opened {
    /// The index; it answers [`IndexError::NotReady`] as long as nothing readable is there.
    pub index: Index,
    /// The position of the last commit, 0 if it has to be rebuilt.
    pub position: i64,
    /// Set if the caller has to rebuild it ([`Index::rebuild`]).
    pub rebuild: Option<Rebuild>,
}

/// The search index. Clones share it.
#[derive(Clone, Debug)]
pub struct Index(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    current: RwLock<Option<Arc<Generation>>>,
    _lock: File,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("dir", &self.dir).finish_non_exhaustive()
    }
}

pub(super) struct Generation {
    name: String,
    index: tantivy::Index,
    reader: IndexReader,
    pub(super) fields: Fields,
    pub(super) known: Known,
}

impl Index {
    /// Opens the index in a directory, which is made if need be, and checks every byte of it.
    /// An index of another analysis with the same fields goes on answering until it is rebuilt.
    pub fn open(dir: &Path) -> Result<Opened, IndexError> {
        fs::create_dir_all(dir).map_err(at(dir))?;
        let lock = lock(dir)?;
        let name = fs::read_to_string(dir.join("current")).unwrap_or_default();
        let found = Generation::check(dir, name.trim());
        let (generation, position, rebuild) = match found {
            Ok((generation, position)) if generation.analysis() == analysis::version() => (Some(generation), position, None),
            Ok((generation, _)) => (Some(generation), 0, Some(Rebuild::Analysis)),
            Err(reason) => (None, 0, Some(reason)),
        };
        remove_others(dir, generation.as_ref().map_or("", |g| &g.name));
        let inner = Inner { dir: dir.to_owned(), current: RwLock::new(generation.map(Arc::new)), _lock: lock };
        Ok(Opened { index: Index(Arc::new(inner)), position, rebuild })
    }

    /// True if the index answers.
    pub fn is_ready(&self) -> bool {
        self.generation().is_ok()
    }

    /// The number of documents that can be found.
    pub fn documents(&self) -> Result<u64, IndexError> {
        Ok(self.generation()?.reader.searcher().num_docs())
    }

    /// The bytes of the index that answers.
    pub fn bytes(&self) -> Result<u64, IndexError> {
        let dir = self.0.dir.join(&self.generation()?.name);
        let files = fs::read_dir(&dir).map_err(at(&dir))?;
        Ok(files.filter_map(|file| file.ok()?.metadata().ok()).map(|meta| meta.len()).sum())
    }

    /// A writer that goes on from the last commit. Only one may live at a time.
    pub fn writer(&self, threads: usize) -> Result<Writer, IndexError> {
        Writer::new(self.0.clone(), self.generation()?, threads)
    }

    /// A writer for a new, empty index beside the one that answers. [`Writer::publish`] swaps them;
    /// without it the new one is forgotten.
    pub fn rebuild(&self, threads: usize) -> Result<Writer, IndexError> {
        let dir = &self.0.dir;
        let current = self.generation().ok();
        let old = current.as_ref().and_then(|g| g.name.rsplit_once('-')).and_then(|(_, n)| n.parse::<u64>().ok());
        let name = format!("{}-{}", analysis::version(), old.unwrap_or(0) + 1);
        remove_others(dir, current.as_ref().map_or("", |g| &g.name));
        let path = dir.join(&name);
        fs::create_dir_all(&path).map_err(at(&path))?;
        let index = tantivy::Index::create_in_dir(&path, Fields::new().schema)?;
        Writer::new(self.0.clone(), Arc::new(Generation::new(name, index)?), threads)
    }

    pub(super) fn generation(&self) -> Result<Arc<Generation>, IndexError> {
        let current = self.0.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone().ok_or(IndexError::NotReady)
    }
}

impl Generation {
    fn new(name: String, mut index: tantivy::Index) -> Result<Generation, tantivy::TantivyError> {
        index.set_tokenizers(tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Generation { name, index, reader, fields: Fields::new(), known: Known::default() })
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    fn analysis(&self) -> &str {
        self.name.split('-').next().unwrap_or("")
    }

    /// Opens a generation and reads all of it: names, schema, payload and every checksum.
    fn check(dir: &Path, name: &str) -> Result<(Generation, i64), Rebuild> {
        let safe = name.split_once('-').is_some_and(|(a, n)| [a, n].iter().all(|part| part.bytes().all(|b| b.is_ascii_alphanumeric())));
        if !safe {
            return Err(Rebuild::Missing);
        }
        let damaged = |error: tantivy::TantivyError| Rebuild::Damaged(error.to_string());
        let index = tantivy::Index::open_in_dir(dir.join(name)).map_err(damaged)?;
        if index.schema() != Fields::new().schema {
            return Err(Rebuild::Analysis);
        }
        let metas = index.load_metas().map_err(damaged)?;
        let Some(position) = metas.payload.as_deref().and_then(position) else {
            return Err(Rebuild::Damaged("its position cannot be read".to_owned()));
        };
        // Opening reads only parts of the files; this reads them whole. Kinds of file a segment does not have are listed too.
        for file in metas.list_segment_files().into_iter().filter(|file| dir.join(name).join(file).exists()) {
            if !index.directory().validate_checksum(&file).unwrap_or(false) {
                return Err(Rebuild::Damaged(format!("{} has changed", file.display())));
            }
        }
        let generation = Generation::new(name.to_owned(), index).map_err(damaged)?;
        let readable: u32 = generation.searcher().segment_readers().iter().map(|s| s.num_docs()).sum();
        if readable != metas.segments.iter().map(|s| s.num_docs()).sum::<u32>() {
            return Err(Rebuild::Damaged("its count of documents is wrong".to_owned()));
        }
        Ok((generation, position))
    }
}

/// Segments of about the same size that are merged into one.
const SEGMENTS: usize = 4;

/// Adds and removes documents; nothing is found before a commit.
pub struct Writer {
    inner: Arc<Inner>,
    generation: Arc<Generation>,
    writer: IndexWriter<TantivyDocument>,
}

impl Writer {
    fn new(inner: Arc<Inner>, generation: Arc<Generation>, threads: usize) -> Result<Writer, IndexError> {
        let threads = threads.max(1);
        let writer = generation.index.writer_with_num_threads(threads, MEMORY * threads)?;
        // Every search pays for every segment; a few more merges cost nobody anything.
        let mut merging = LogMergePolicy::default();
        merging.set_min_num_segments(SEGMENTS);
        writer.set_merge_policy(Box::new(merging));
        Ok(Writer { inner, generation, writer })
    }

    /// Adds a document or replaces the one with its kind and id.
    pub fn put(&self, doc: &Doc) -> Result<(), IndexError> {
        self.remove(doc.kind, doc.id);
        self.add(doc)
    }

    /// Adds a document known to be new: a rebuild saves the look for an older one.
    pub fn add(&self, doc: &Doc) -> Result<(), IndexError> {
        self.writer.add_document(self.generation.fields.document(doc))?;
        Ok(())
    }

    /// Removes a document if it is there.
    pub fn remove(&self, kind: Kind, id: i64) {
        self.writer.delete_term(Term::from_field_text(self.generation.fields.key, &kind.key(id)));
    }

    /// Makes everything so far durable and findable together with the position it reaches.
    pub fn commit(&mut self, position: i64) -> Result<(), IndexError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload(position));
        commit.commit()?;
        self.generation.reader.reload()?;
        Ok(())
    }

    /// Commits and makes this index the one that answers; the one before it is removed.
    pub fn publish(&mut self, position: i64) -> Result<(), IndexError> {
        self.commit(position)?;
        let (dir, name) = (&self.inner.dir, &self.generation.name);
        replace(&dir.join("current"), name).map_err(at(dir))?;
        *self.inner.current.write().unwrap_or_else(PoisonError::into_inner) = Some(self.generation.clone());
        remove_others(dir, name);
        Ok(())
    }

    /// Forgets everything since the last commit.
    pub fn rollback(&mut self) -> Result<(), IndexError> {
        self.writer.rollback()?;
        Ok(())
    }
}

/// The payload of a commit: the position and a check of its digits, for tantivy guards all but this file.
fn payload(position: i64) -> String {
    format!("{position} {:x}", check(position))
}

fn position(payload: &str) -> Option<i64> {
    let (position, sum) = payload.split_once(' ')?;
    let position = position.parse().ok()?;
    (u64::from_str_radix(sum, 16).ok()? == check(position)).then_some(position)
}

fn check(position: i64) -> u64 {
    position.cast_unsigned().wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
}

fn at(path: &Path) -> impl Fn(io::Error) -> IndexError {
    move |error| IndexError::Io { path: path.to_owned(), error }
}

/// Holds the directory until the process ends, however it ends.
fn lock(dir: &Path) -> Result<File, IndexError> {
    let lock = File::create(dir.join("lock")).map_err(at(dir))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(IndexError::InUse(dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(at(dir)(error)),
    }
}

/// Writes a file so that after a power cut it is either the old or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

/// Removes generations nothing points to. What cannot be removed now is removed at the next start.
fn remove_others(dir: &Path, keep: &str) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_dir && entry.file_name() != keep {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("caiyan-index-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    fn comment(id: i64) -> Doc {
        Doc { text: "楼道里不要给电动车充电".into(), readers: vec!["public".into()], ..Doc::new(Kind::Comment, id) }
    }

    fn built(dir: &Path) {
        let opened = Index::open(dir).unwrap();
        assert_eq!(opened.rebuild, Some(Rebuild::Missing));
        assert!(matches!(opened.index.documents(), Err(IndexError::NotReady)));
        let mut writer = opened.index.rebuild(1).unwrap();
        writer.add(&comment(1)).unwrap();
        writer.publish(41).unwrap();
        writer.put(&comment(1)).unwrap();
        writer.put(&comment(2)).unwrap();
        writer.commit(42).unwrap();
        writer.put(&comment(3)).unwrap();
        assert_eq!(opened.index.documents().unwrap(), 2);
    }

    fn generation(dir: &Path) -> PathBuf {
        dir.join(fs::read_to_string(dir.join("current")).unwrap())
    }

    #[test]
    fn it_resumes_at_the_last_commit() {
        let dir = folder("resume");
        built(&dir);
        let opened = Index::open(&dir).unwrap();
        assert_eq!((opened.position, opened.rebuild.clone(), opened.index.documents().unwrap()), (42, None, 2));
        assert!(matches!(Index::open(&dir), Err(IndexError::InUse(_))));
        let _unfinished = opened.index.rebuild(1).unwrap();
        assert_eq!(opened.index.documents().unwrap(), 2, "the old one answers while a new one is built");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn every_damage_is_reported() {
        let dir = folder("damage");
        for kind in ["idx", "pos", "term", "fast", "fieldnorm", "store", "meta.json"] {
            built(&dir);
            let meta = fs::read_to_string(generation(&dir).join("meta.json")).unwrap().replace('-', "");
            let live = |path: &PathBuf| kind == "meta.json" || path.file_stem().is_some_and(|stem| meta.contains(&*stem.to_string_lossy()));
            let files = fs::read_dir(generation(&dir)).unwrap().map(|file| file.unwrap().path());
            let path = files.into_iter().find(|path| path.to_string_lossy().ends_with(kind) && live(path)).unwrap();
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 3;
            *bytes.get_mut(middle).unwrap() ^= 0x20;
            fs::write(&path, &bytes).unwrap();
            let opened = Index::open(&dir).unwrap();
            assert!(opened.rebuild.is_some() && opened.index.documents().is_err(), "a flipped bit in {kind}");
            drop(opened);
            fs::remove_dir_all(&dir).unwrap();
        }
        for name in ["meta.json", ".managed.json"] {
            built(&dir);
            fs::remove_file(generation(&dir).join(name)).unwrap();
            let opened = Index::open(&dir).unwrap();
            assert!(opened.rebuild.is_some() || opened.index.documents().unwrap() == 2, "without {name}");
            drop(opened);
            fs::remove_dir_all(&dir).unwrap();
        }
    }

    #[test]
    fn another_analysis_answers_until_it_is_rebuilt() {
        let dir = folder("analysis");
        built(&dir);
        fs::rename(generation(&dir), dir.join("older-7")).unwrap();
        fs::write(dir.join("current"), "older-7").unwrap();
        let opened = Index::open(&dir).unwrap();
        assert_eq!((opened.rebuild, opened.position, opened.index.documents().unwrap()), (Some(Rebuild::Analysis), 0, 2));
        opened.index.rebuild(1).unwrap().publish(50).unwrap();
        assert_eq!(opened.index.documents().unwrap(), 0);
        assert!(generation(&dir).ends_with(format!("{}-8", analysis::version())));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_position_with_a_flipped_digit_is_not_believed() {
        assert_eq!(position(&payload(1_234_567)), Some(1_234_567));
        assert_eq!(position(&payload(1_234_567).replace("1234567", "1234667")), None);
        assert_eq!(position("17"), None);
    }
}
