//! A certificate of our own: an authority that phones trust once, and a certificate that it gives this machine, made
//! anew when the machine's names change or its time runs out. Both stand in one file that only we may read.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use anyhow::Context as _;
use domain::time::{after, local, seconds_between};
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use serde::{Deserialize, Serialize};

use super::machine;

const DAY: i64 = 86_400;
/// The authority outlives the phones that trust it.
const AUTHORITY_DAYS: i64 = 20 * 365;
/// iOS refuses certificates that are valid for more than 825 days.
const LEAF_DAYS: i64 = 800;
/// What is left when a start makes a new one.
const RENEW_DAYS: i64 = 30;

/// What phones trust. In PEM form, as the other.
#[derive(Serialize, Deserialize)]
pub(super) struct Authority {
    name: String,
    pub(super) certificate: String,
    key: String,
}

/// What this machine shows.
#[derive(Serialize, Deserialize)]
pub(super) struct Leaf {
    names: BTreeSet<String>,
    expires_at: Timestamp,
    pub(super) certificate: String,
    pub(super) key: String,
}

/// The file.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) authority: Authority,
    pub(super) leaf: Leaf,
}

/// What is kept in the folder, made or renewed if need be.
pub(super) fn kept(folder: &Path, names: &BTreeSet<String>, now: Timestamp) -> anyhow::Result<Kept> {
    let path = folder.join("own.json");
    let found: Option<Kept> = match fs::read(&path) {
        Ok(text) => Some(serde_json::from_slice(&text).with_context(|| format!("{} does not read", path.display()))?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    let kept = match found {
        Some(kept) if kept.leaf.serves(names, now) => return Ok(kept),
        Some(Kept { authority, .. }) => Kept { leaf: authority.certify(names, now)?, authority },
        None => {
            let authority = Authority::new(now)?;
            Kept { leaf: authority.certify(names, now)?, authority }
        }
    };
    write(folder, &path, &serde_json::to_vec(&kept)?)
        .with_context(|| format!("XIANGHU_TLS_FOLDER: {} cannot be written", path.display()))?;
    Ok(kept)
}

/// Whole or not at all, and for nobody else's eyes.
fn write(folder: &Path, path: &Path, content: &[u8]) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let new = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(new, path)
}

impl Authority {
    fn new(now: Timestamp) -> anyhow::Result<Self> {
        let name = format!("Xianghu {}", machine::hostname().unwrap_or_default()).trim().to_owned();
        let key = KeyPair::generate()?;
        let mut certificate = params(&name)?;
        lasts(&mut certificate, now, AUTHORITY_DAYS);
        Ok(Self { certificate: certificate.self_signed(&key)?.pem(), key: key.serialize_pem(), name })
    }

    fn certify(&self, names: &BTreeSet<String>, now: Timestamp) -> anyhow::Result<Leaf> {
        let issuer = Issuer::new(params(&self.name)?, KeyPair::from_pem(&self.key)?);
        let key = KeyPair::generate()?;
        let mut certificate = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>())?;
        // Not the authority's own name: what is issued under its own name counts as issued by itself.
        certificate.distinguished_name.push(DnType::CommonName, format!("{} server", self.name));
        certificate.use_authority_key_identifier_extension = true;
        certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let expires_at = lasts(&mut certificate, now, LEAF_DAYS);
        let certificate = certificate.signed_by(&key, &issuer)?.pem();
        Ok(Leaf { names: names.clone(), expires_at, certificate, key: key.serialize_pem() })
    }
}

impl Leaf {
    fn serves(&self, names: &BTreeSet<String>, now: Timestamp) -> bool {
        self.names == *names && seconds_between(now, self.expires_at) > RENEW_DAYS * DAY
    }
}

/// The authority's certificate, but for its time.
fn params(name: &str) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// Valid from yesterday, for phones whose clock is behind, for so many days. Returns the end.
fn lasts(params: &mut CertificateParams, now: Timestamp, days: i64) -> Timestamp {
    let end = after(now, (days - 1) * DAY);
    let date = |at: Timestamp| {
        let date = local(at).date();
        date_time_ymd(i32::from(date.year()), date.month() as u8, date.day() as u8)
    };
    params.not_before = date(after(now, -DAY));
    params.not_after = date(end);
    end
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::Arc;
    use std::time::Duration;

    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier as _;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

    use super::*;

    fn names(extra: &str) -> BTreeSet<String> {
        BTreeSet::from(["localhost".to_owned(), extra.to_owned()])
    }

    #[test]
    fn a_later_start_shows_the_same_certificate_until_the_names_change_or_its_time_runs_out() {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T10:00:00+08:00".parse().unwrap();
        let first = kept(folder.path(), &names("10.0.0.2"), now).unwrap();
        let again = kept(folder.path(), &names("10.0.0.2"), after(now, 700 * DAY)).unwrap();
        assert_eq!(first.leaf.certificate, again.leaf.certificate);
        let moved = kept(folder.path(), &names("10.0.0.3"), now).unwrap();
        assert_ne!(first.leaf.certificate, moved.leaf.certificate);
        let renewed = kept(folder.path(), &names("10.0.0.3"), after(now, 780 * DAY)).unwrap();
        assert_ne!(moved.leaf.certificate, renewed.leaf.certificate);
        assert_eq!(first.authority.certificate, renewed.authority.certificate);
    }

    #[test]
    fn whoever_trusts_the_authority_trusts_each_of_the_names() {
        crate::cryptography::install();
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T10:00:00+08:00".parse().unwrap();
        let kept = kept(folder.path(), &names("10.0.0.2"), now).unwrap();
        let der = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(der(&kept.authority.certificate)).unwrap();
        let verifier = WebPkiServerVerifier::builder(Arc::new(roots)).build().unwrap();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(now.as_second() as u64));
        let trusts = |name: &'static str| {
            let name = ServerName::try_from(name).unwrap();
            verifier.verify_server_cert(&der(&kept.leaf.certificate), &[], &name, &[], time).is_ok()
        };
        assert!(trusts("localhost") && trusts("10.0.0.2"));
        assert!(!trusts("example.cn"));
    }

    #[test]
    fn nobody_else_may_read_the_keys() {
        let folder = tempfile::tempdir().unwrap();
        kept(folder.path(), &names("10.0.0.2"), Timestamp::UNIX_EPOCH).unwrap();
        let mode = fs::metadata(folder.path().join("own.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
