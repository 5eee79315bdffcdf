//! Serving until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum_server::Handle;
use domain::map::Basemap;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use store::Store;

use crate::config::{Origin, Serve};
use crate::photo_store::PhotoStore;
use crate::pwa::Site;
use crate::router::{metrics, router};
use crate::state::App;
use crate::{clock, jobs, tls, waker};

/// How long requests in flight get to finish.
const GRACE: Duration = Duration::from_secs(20);
/// How long a connection may stay without the whole head of a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(150);

/// Opens everything and serves until SIGTERM or SIGINT.
pub async fn serve(settings: Serve) -> anyhow::Result<()> {
    anyhow::ensure!(
        settings.tls || settings.tls_cert.is_none(),
        "XIANGHU_TLS_CERT and XIANGHU_TLS_KEY are used only with --tls (XIANGHU_TLS=true): set it too, or leave them out"
    );
    let site = Site::open(&settings.site)?;
    let photos = PhotoStore::open(&settings.photos.place)?;
    photos.try_out(clock::new_id()).await.with_context(|| {
        format!("XIANGHU_PHOTOS: {} has to be a place that can be written and read", settings.photos.place)
    })?;
    let store = Store::open(&settings.database.url).await?;
    store.migrate(clock::new_id()).await?;
    let origin = Origin {
        public_url: settings.public_url.clone(),
        tls: settings.tls,
        trusted_proxies: settings.trusted_proxies.clone(),
    };
    let mut app = App::new(store, photos, site, origin, clock::system()).await?;
    let tls = if settings.tls { Some(tls::open(&settings, app.now()).await?) } else { None };
    app.trust = tls.as_ref().and_then(|tls| tls.trust.clone()).map(Arc::new);
    app.basemap = Arc::new(Basemap {
        tiles: settings.tiles.clone(),
        datum: settings.tiles_datum,
        credit: settings.tiles_credit.clone(),
    });
    tokio::spawn(waker::watch(app.clone()));
    tokio::spawn(jobs::run(app.clone()));
    let mut routes = router(app.clone());
    if let Some(address) = settings.metrics {
        let (layer, handle) = axum_prometheus::PrometheusMetricLayer::pair();
        routes = routes.layer(layer);
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("XIANGHU_METRICS: {address} cannot be listened on"))?;
        tokio::spawn(async move { axum::serve(listener, metrics(handle)).await });
    }
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone(), app.clone()));
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let bound = || format!("XIANGHU_LISTEN: {} cannot be listened on; is it in use?", settings.listen);
    tracing::info!(listen = %settings.listen, tls = settings.tls, build = app.site.build, "serving");
    if let Some(tls) = tls {
        let mut server = axum_server::bind_rustls(settings.listen, tls.config).handle(handle);
        limit_waiting(server.http_builder());
        server.serve(service).await.with_context(bound)?;
    } else {
        let mut server = axum_server::bind(settings.listen).handle(handle);
        limit_waiting(server.http_builder());
        server.serve(service).await.with_context(bound)?;
    }
    app.store.close().await;
    Ok(())
}

/// Connections on which no request comes are closed.
fn limit_waiting(http: &mut Builder<TokioExecutor>) {
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD_PATIENCE);
}

async fn stop_on_signal(handle: Handle<SocketAddr>, app: App) {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
    tracing::info!("stopping; requests in flight are finished first");
    app.waker.close();
    handle.graceful_shutdown(Some(GRACE));
}
