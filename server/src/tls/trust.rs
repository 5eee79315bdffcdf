//! `/trust`: how a phone learns to trust a certificate that was made for this machine.

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use bytes::Bytes;
use domain::Code;
use qrcode::QrCode;
use qrcode::render::svg;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::problem::Result;
use crate::state::App;

/// What phones have to trust.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Where phones reach us, such as `https://192.168.1.20:3000`.
    address: String,
    /// The authority's certificate, in DER form.
    certificate: Bytes,
    /// The QR code of this page's address.
    qr: String,
}

/// Side of the QR code, in pixels.
const QR_SIDE: u32 = 264;

impl Trust {
    /// What phones that open `address` have to trust: this authority, in PEM form.
    pub(super) fn new(address: String, authority: &str) -> anyhow::Result<Self> {
        let certificate = CertificateDer::from_pem_slice(authority.as_bytes())?.to_vec().into();
        let code = QrCode::new(format!("{address}/trust"))?;
        let qr = code.render::<svg::Color<'_>>().min_dimensions(QR_SIDE, QR_SIDE).build();
        Ok(Self { address, certificate, qr })
    }
}

/// `GET /trust`: for people in front of a phone that does not trust us yet, so nobody has to be signed in.
pub async fn page(State(app): State<App>) -> Html<String> {
    let body = match &app.trust {
        Some(trust) => steps(&trust.address),
        None => NOTHING.to_owned(),
    };
    Html(format!(
        r#"<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>信任本机证书 · Trust this machine</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/pkg/{}/xianghu.css">
</head>
<body><main class="page">{body}</main></body>
</html>
"#,
        escape(&app.site.build)
    ))
}

/// `GET /trust/qr.svg`
pub async fn qr(State(app): State<App>) -> Result<Response> {
    let trust = app.trust.as_ref().ok_or(Code::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, trust.qr.clone()).into_response())
}

/// `GET /trust/certificate`: the authority's certificate, in the form that phones install.
pub async fn certificate(State(app): State<App>) -> Result<Response> {
    let trust = app.trust.as_ref().ok_or(Code::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (header::CONTENT_DISPOSITION, r#"attachment; filename="xianghu.crt""#),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, trust.certificate.clone()).into_response())
}

const NOTHING: &str = r#"
<h1>无需操作</h1>
<p>本服务器不使用自制证书，手机无需安装任何东西。</p>
<section lang="en">
<h2>Nothing to do</h2>
<p>This server shows no certificate of its own making; phones have nothing to trust.</p>
</section>
<p><a href="/">打开 · Open</a></p>
"#;

fn steps(address: &str) -> String {
    STEPS.replace("{address}", &escape(address))
}

const STEPS: &str = r#"
<h1>让手机信任本机</h1>
<p>手机与本机连同一网络，扫码打开本页；浏览器提示不安全时，选“高级”→“继续访问”。然后安装证书，只需一次：</p>
<p><img src="/trust/qr.svg" alt="{address}/trust" width="264" height="264"></p>
<p>{address}/trust</p>
<p><a href="/trust/certificate" download="xianghu.crt">下载证书 xianghu.crt</a></p>
<h2>iPhone、iPad</h2>
<ol>
<li>1. 用 Safari 打开本页，点“下载证书”，允许下载描述文件。</li>
<li>2. 设置 → 已下载描述文件 → 安装。</li>
<li>3. 设置 → 通用 → 关于本机 → 证书信任设置，打开 Xianghu。</li>
</ol>
<h2>安卓</h2>
<ol>
<li>1. 点“下载证书”。</li>
<li>2. 设置 → 安全 → 更多安全设置 → 加密与凭据 → 安装证书 → CA 证书，选择 xianghu.crt。</li>
</ol>
<h2>鸿蒙</h2>
<ol>
<li>1. 点“下载证书”。</li>
<li>2. 设置 → 隐私和安全 → 高级 → 证书与凭据 → 从存储设备安装 → CA 证书，选择 xianghu.crt。</li>
</ol>
<p>装好后完全关闭浏览器，再打开 <a href="{address}/">{address}</a>，不再有提示即可使用。不再使用本机时，请在同一处删除证书。</p>
<section lang="en">
<h2>Let a phone trust this machine</h2>
<p>On the same network, scan the code to open this page; where the browser warns, choose Advanced, then Continue. Then
<a href="/trust/certificate" download="xianghu.crt">download the certificate</a> and install it, once:</p>
<ol>
<li>iPhone, iPad: in Safari, allow the download; Settings → Profile Downloaded → Install; then Settings → General →
About → Certificate Trust Settings, switch Xianghu on.</li>
<li>Android: Settings → Security → More security settings → Encryption &amp; credentials → Install a certificate → CA
certificate.</li>
<li>HarmonyOS: Settings → Privacy &amp; security → Advanced → Certificates &amp; credentials → Install from storage → CA
certificate.</li>
</ol>
<p>Close the browser, then open <a href="{address}/">{address}</a>. Remove the certificate in the same place when you no
longer use this machine.</p>
</section>
"#;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
