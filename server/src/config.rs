//! Settings: flags and environment variables. A wrong one names itself and what would be right.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use clap::Args;
use domain::map::Datum;

/// Settings of the database, which every command needs.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// Address of the database: `sqlite://path/to/file.db` or `postgres://user:password@host/name`.
    #[arg(long = "database", env = "DATABASE_URL", value_name = "URL", default_value = "sqlite://data/xianghu.db")]
    pub url: String,
}

/// Where photos are kept.
#[derive(Args, Clone, Debug)]
pub struct Photos {
    /// Where photos are kept: a folder, or `s3://bucket` with `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION` and, for servers other than Amazon's, `AWS_ENDPOINT`.
    #[arg(long = "photos", env = "XIANGHU_PHOTOS", value_name = "PLACE", default_value = "data/photos")]
    pub place: String,
}

/// Settings of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    /// The database.
    pub database: Database,
    #[command(flatten)]
    /// Photos.
    pub photos: Photos,
    /// Address and port to listen on.
    #[arg(long, env = "XIANGHU_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Folder with the built site.
    #[arg(long, env = "XIANGHU_SITE", value_name = "FOLDER", default_value = "target/site")]
    pub site: PathBuf,
    /// Address under which people reach this server, such as `https://xianghu.example.cn`. Needed behind a proxy.
    #[arg(long, env = "XIANGHU_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Address of a proxy whose `X-Forwarded-For` is believed. May be given several times.
    #[arg(long = "trusted-proxy", env = "XIANGHU_TRUSTED_PROXIES", value_name = "IP", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Serve HTTPS, with the given certificate and key or with one made for this machine.
    #[arg(long, env = "XIANGHU_TLS")]
    pub tls: bool,
    /// Certificate chain in PEM form.
    #[arg(long, env = "XIANGHU_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key in PEM form.
    #[arg(long, env = "XIANGHU_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Folder for a certificate made for this machine.
    #[arg(long, env = "XIANGHU_TLS_FOLDER", value_name = "FOLDER", default_value = "data/tls")]
    pub tls_folder: PathBuf,
    /// Address and port for Prometheus metrics; none are served unless it is set.
    #[arg(long, env = "XIANGHU_METRICS", value_name = "ADDRESS:PORT")]
    pub metrics: Option<SocketAddr>,
    /// Address of map tiles, with `{z}`, `{x}` and `{y}` in it. Several, separated by spaces, lie on top of each other, the
    /// lowest first. Without any, maps show grids and borders alone.
    #[arg(long, env = "XIANGHU_TILES", value_name = "URL", value_delimiter = ' ', value_parser = tiles)]
    pub tiles: Vec<String>,
    /// What the tiles' coordinates mean: `wgs84` (CGCS2000 too), or `gcj02`, by which most Chinese maps are moved.
    #[arg(long, env = "XIANGHU_TILES_DATUM", value_name = "DATUM", default_value = "wgs84", value_parser = datum)]
    pub tiles_datum: Datum,
    /// Whose the tiles are, as it has to be said beside them.
    #[arg(long, env = "XIANGHU_TILES_CREDIT", value_name = "TEXT")]
    pub tiles_credit: Option<String>,
    /// Logs as JSON lines.
    #[arg(long, env = "XIANGHU_LOG_JSON")]
    pub log_json: bool,
}

fn public_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.map(|rest| rest.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains('/') => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err("has to be a scheme and a host, such as https://xianghu.example.cn".to_owned()),
    }
}

fn tiles(text: &str) -> Result<String, String> {
    let is_whole = ["{z}", "{x}", "{y}"].iter().all(|part| text.contains(part));
    // Its origin goes into a header.
    let is_sound = tiles_origin(text).is_some_and(|origin| {
        let (_, host) = origin.split_once("://").unwrap_or_default();
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
    });
    if is_whole && is_sound {
        Ok(text.to_owned())
    } else {
        Err("has to be such as https://tiles.example.cn/{z}/{x}/{y}.png".to_owned())
    }
}

/// Scheme, host and port of an address; none where it is no address on the web.
pub fn tiles_origin(address: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| address.starts_with(scheme))?;
    let end = address[scheme.len()..].find('/').map_or(address.len(), |end| scheme.len() + end);
    Some(&address[..end])
}

fn datum(text: &str) -> Result<Datum, String> {
    match text {
        "wgs84" => Ok(Datum::Wgs84),
        "gcj02" => Ok(Datum::Gcj02),
        _ => Err("has to be wgs84 or gcj02".to_owned()),
    }
}

/// Where people reach us, for cookies and for telling our own pages from other sites.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Set by the operator; else the request's own host counts.
    pub public_url: Option<String>,
    /// Whether this process itself speaks HTTPS.
    pub tls: bool,
    /// Proxies whose headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Origin {
    /// Whether people reach us over HTTPS.
    pub fn is_secure(&self) -> bool {
        self.tls || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Whether an `Origin` header names us.
    pub fn is_ours(&self, origin: &str, headers: &HeaderMap) -> bool {
        match &self.public_url {
            Some(url) => origin == url,
            None => {
                let host = headers.get(HOST).and_then(|host| host.to_str().ok());
                let scheme = if self.tls { "https://" } else { "http://" };
                host.is_some_and(|host| origin.strip_prefix(scheme) == Some(host))
            }
        }
    }

    /// The address a request comes from: the peer's, or what a believed proxy says.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        // Where one socket takes both families, IPv4 comes as IPv6.
        let peer = peer.to_canonical();
        if !self.trusted_proxies.contains(&peer) {
            return peer;
        }
        // The last address that is not one of our own proxies: what stands before it, anybody can write.
        let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let addresses: Vec<IpAddr> =
            forwarded.flat_map(|line| line.split(',')).filter_map(|ip| ip.trim().parse().ok()).collect();
        addresses.into_iter().rev().find(|ip| !self.trusted_proxies.contains(ip)).unwrap_or(peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_believed_proxy_says_where_a_request_comes_from() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 2.2.2.2, 10.0.0.1".parse().unwrap());
        let origin = Origin { trusted_proxies: vec![proxy], ..Origin::default() };
        assert_eq!(origin.client(proxy, &headers), "2.2.2.2".parse::<IpAddr>().unwrap());
        assert_eq!(origin.client("::ffff:10.0.0.1".parse().unwrap(), &headers), "2.2.2.2".parse::<IpAddr>().unwrap());
        let stranger: IpAddr = "3.3.3.3".parse().unwrap();
        assert_eq!(origin.client(stranger, &headers), stranger);
    }

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        assert_eq!(public_url("https://a.cn/").as_deref(), Ok("https://a.cn"));
        assert!(public_url("a.cn").is_err() && public_url("https://a.cn/x").is_err());
    }

    #[test]
    fn tiles_have_an_address_with_three_numbers_on_a_host_that_can_stand_in_a_header() {
        let address = "http://10.0.0.8:8080/tiles?l={z}&c={x}&r={y}";
        assert_eq!(tiles(address).as_deref(), Ok(address));
        assert_eq!(tiles_origin(address), Some("http://10.0.0.8:8080"));
        for wrong in
            ["https://a.cn/{z}/{x}.png", "/{z}/{x}/{y}", "https://a.cn;script-src/{z}/{x}/{y}", "https:///{z}/{x}/{y}"]
        {
            assert!(tiles(wrong).is_err(), "{wrong}");
        }
        assert!(datum("bd09").is_err());
    }
}
