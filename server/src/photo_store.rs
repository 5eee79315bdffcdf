//! Photos' bytes: a folder, or an S3 bucket. Objects are named by hash and never change.

use std::io::ErrorKind;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use domain::{PersonId, PhotoHash};
use futures::TryStreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use uuid::Uuid;

/// How long a start waits for the place.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is kept of a photo. All but the original can be made again from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    /// The bytes as they were sent.
    Original,
    /// As others see it: pixels without metadata.
    Shared,
    /// Small.
    Thumb,
}

/// Where photos are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PhotoStore {
    durable: Arc<dyn ObjectStore>,
    /// The same place without a sync for each file, for what is sent again if it is lost: parts.
    quick: Arc<dyn ObjectStore>,
}

type Result<T> = std::result::Result<T, object_store::Error>;

fn object(rendition: Rendition, sha256: &PhotoHash) -> Path {
    let folder = match rendition {
        Rendition::Original => "photos",
        Rendition::Shared => "shared",
        Rendition::Thumb => "thumbs",
    };
    let name = sha256.as_str();
    Path::from_iter([folder, &name[..2], name])
}

/// Whether there is no room left.
pub fn is_full(error: &object_store::Error) -> bool {
    std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .any(|error| matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded))
}

/// A photo's parts, by uploader and claimed size, so that nobody's garbage spoils another's upload.
fn part_folder(person: PersonId, sha256: &PhotoHash, bytes: u64) -> Path {
    Path::from_iter(["parts".to_owned(), person.to_string(), sha256.to_string(), bytes.to_string()])
}

impl PhotoStore {
    /// Opens a folder, or `s3://bucket` with the usual AWS variables.
    pub fn open(place: &str) -> anyhow::Result<Self> {
        if let Some(bucket) = place.strip_prefix("s3://") {
            anyhow::ensure!(!bucket.is_empty(), "XIANGHU_PHOTOS has to name a bucket: s3://bucket");
            let http = std::env::var("AWS_ENDPOINT").is_ok_and(|endpoint| endpoint.starts_with("http://"));
            let s3 = AmazonS3Builder::from_env().with_bucket_name(bucket.trim_end_matches('/')).with_allow_http(http);
            let s3 = s3.build().context("XIANGHU_PHOTOS: the S3 bucket cannot be used; check the AWS_ variables")?;
            let s3 = Arc::new(s3);
            return Ok(Self { durable: s3.clone(), quick: s3 });
        }
        anyhow::ensure!(!place.contains("://"), "XIANGHU_PHOTOS has to be a folder or s3://bucket, but is {place}");
        let folder = FilePath::new(place);
        std::fs::create_dir_all(folder)
            .and_then(|()| folder.canonicalize())
            .and_then(|folder| LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other))
            .map(|local| Self { durable: Arc::new(local.clone().with_fsync(true)), quick: Arc::new(local) })
            .with_context(|| format!("XIANGHU_PHOTOS: the folder {place} cannot be made or opened"))
    }

    /// Puts a small object of this name away, reads it and takes it away again. A full disk passes: devices are told of
    /// it, and what is there can be read.
    pub async fn try_out(&self, id: Uuid) -> anyhow::Result<()> {
        let path = Path::from_iter(["parts".to_owned(), format!("try-{id}")]);
        let content = Bytes::from_static(b"xianghu");
        let tried = async {
            self.quick.put(&path, PutPayload::from_bytes(content.clone())).await?;
            let read = self.quick.get(&path).await?.bytes().await?;
            self.quick.delete(&path).await?;
            Ok(read)
        };
        match tokio::time::timeout(PATIENCE, tried).await.context("no answer within 10 seconds")? {
            Ok(read) => anyhow::ensure!(read == content, "what was written comes back as something else"),
            Err(error) if is_full(&error) => tracing::warn!(%error, "no room for photos"),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Puts one part away.
    pub async fn put_part(
        &self,
        person: PersonId,
        sha256: &PhotoHash,
        bytes: u64,
        part: u32,
        content: Bytes,
    ) -> Result<()> {
        let path = part_folder(person, sha256, bytes).join(part.to_string());
        self.quick.put(&path, PutPayload::from_bytes(content)).await?;
        Ok(())
    }

    /// The parts that are there, in order.
    pub async fn parts(&self, person: PersonId, sha256: &PhotoHash, bytes: u64) -> Result<Vec<u32>> {
        let folder = part_folder(person, sha256, bytes);
        let found: Vec<_> = self.durable.list(Some(&folder)).try_collect().await?;
        let mut parts: Vec<u32> = found.iter().filter_map(|object| object.location.filename()?.parse().ok()).collect();
        parts.sort_unstable();
        Ok(parts)
    }

    /// The whole photo out of its parts.
    pub async fn join_parts(&self, person: PersonId, sha256: &PhotoHash, bytes: u64) -> Result<Vec<u8>> {
        let folder = part_folder(person, sha256, bytes);
        let mut whole = Vec::with_capacity(bytes as usize);
        for part in 0..domain::photo::parts(bytes) {
            let content = self.durable.get(&folder.clone().join(part.to_string())).await?.bytes().await?;
            whole.extend_from_slice(&content);
        }
        Ok(whole)
    }

    /// Drops the parts.
    pub async fn drop_parts(&self, person: PersonId, sha256: &PhotoHash, bytes: u64) -> Result<()> {
        let folder = part_folder(person, sha256, bytes);
        let found: Vec<_> = self.durable.list(Some(&folder)).try_collect().await?;
        for object in found {
            match self.durable.delete(&object.location).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Puts a rendition away, durably.
    pub async fn put(&self, rendition: Rendition, sha256: &PhotoHash, content: Bytes) -> Result<()> {
        self.durable.put(&object(rendition, sha256), PutPayload::from_bytes(content)).await?;
        Ok(())
    }

    /// Whether a rendition is there.
    pub async fn has(&self, rendition: Rendition, sha256: &PhotoHash) -> Result<bool> {
        match self.durable.head(&object(rendition, sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// A rendition's bytes; none if there is none.
    pub async fn get(&self, rendition: Rendition, sha256: &PhotoHash) -> Result<Option<Bytes>> {
        match self.durable.get(&object(rendition, sha256)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Copies every original to where it is not yet. Returns how many that were.
    pub async fn copy_to(&self, other: &Self) -> Result<usize> {
        let mut copied = 0;
        let mut found = self.durable.list(Some(&Path::from("photos")));
        while let Some(object) = found.try_next().await? {
            // Named by content: what is there under this name, in this size, is the same.
            if other.durable.head(&object.location).await.is_ok_and(|there| there.size == object.size) {
                continue;
            }
            let content = match self.durable.get(&object.location).await {
                Ok(found) => found.bytes().await?,
                // Nobody named it, and it has been swept away since it was listed.
                Err(object_store::Error::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            };
            other.durable.put(&object.location, PutPayload::from_bytes(content)).await?;
            copied += 1;
        }
        Ok(copied)
    }

    /// Removes every rendition of a photo.
    pub async fn remove(&self, sha256: &PhotoHash) -> Result<()> {
        for rendition in [Rendition::Thumb, Rendition::Shared, Rendition::Original] {
            match self.durable.delete(&object(rendition, sha256)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
