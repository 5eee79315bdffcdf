//! The whole URL table.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::HandlerWithoutStateExt as _;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, map_response, map_response_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, delete, get, get_service, post, put};
use axum_prometheus::metrics_exporter_prometheus::PrometheusHandle;
use domain::{Code, Language};
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::api::{
    audit, body, calendar, grids, health, imports, list, list_files, map, messages, openapi, people, people_import,
    photos, presence, proposals, score_rules, scores, sessions, shift, sync, tickets, units,
};
use crate::problem::{Failure, with_language};
use crate::state::App;
use crate::{pages, pwa, tls};

/// The pages of the app; each has a route of the same path in `app`.
pub const PAGES: [&str; 27] = [
    "/",
    "/sign-in",
    "/report",
    "/queue",
    "/mine",
    "/tasks",
    "/messages",
    "/desk",
    "/tickets/{id}",
    "/figures",
    "/rules",
    "/scores",
    "/scores/{unit}",
    "/list",
    "/list/import",
    "/list/versions",
    "/list/{code}",
    "/proposals",
    "/proposals/new",
    "/proposals/{id}",
    "/people",
    "/grids",
    "/units",
    "/audit",
    "/calendar",
    "/shift",
    "/account",
];

/// Longest that a request may take, but for streams.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Longest that a large file may take, over a slow line.
const TIMEOUT_OF_FILES: Duration = Duration::from_secs(600);
/// Longest path of which a file may be. None has one so long, and a file system fails where it is asked for it.
const LONGEST_PATH: usize = 255;

/// What is told line by line is not kept back until there is enough of it.
const PROGRESS: NotForContentType = NotForContentType::const_new("application/x-ndjson");

fn sync_routes() -> Router<App> {
    Router::new()
        .route("/hello", get(sync::hello))
        .route("/push", post(sync::push))
        .route("/pull", get(sync::pull))
        .route("/photos/{sha256}", get(photos::progress))
        .route("/photos/{sha256}/parts/{n}", put(photos::put_parts))
}

fn api_routes() -> Router<App> {
    Router::new()
        .route("/sessions", get(sessions::mine).post(sessions::sign_in))
        .route("/sessions/current", delete(sessions::sign_out))
        .route("/sessions/{id}", delete(sessions::end_one))
        .route("/password", post(sessions::change_password))
        .route("/people", get(people::list).post(people::add))
        .route("/people/imports", post(people_import::import))
        .route("/people/{id}", put(people::change))
        .route("/people/{id}/sessions", get(people::sessions))
        .route("/people/{id}/disable", post(people::disable))
        .route("/people/{id}/enable", post(people::enable))
        .route("/people/{id}/password", post(people::reset_password))
        .route("/units", post(units::add))
        .route("/units/{code}", put(units::change))
        .route("/calendar", get(calendar::read))
        .route("/calendar/{year}", put(calendar::arrange))
        .route("/audit", get(audit::list))
        .route("/messages/read", put(messages::read))
        .route("/shift", get(shift::people).put(shift::begin).delete(shift::end))
        .route("/handovers/{id}", put(shift::hand_over))
        .route("/handovers/{id}/readings", post(shift::confirm))
        .route("/scores", get(scores::ranking))
        .route("/scores/{unit}", get(scores::one))
        .route("/scores/{unit}/entries", get(scores::entries))
        .route("/score-rules", get(score_rules::versions).post(score_rules::decide))
        .route("/score-rules/preview", post(score_rules::preview))
        .route("/score-rules/{version}", delete(score_rules::withdraw))
        .route("/tickets", get(tickets::list))
        .route("/tickets/{id}", get(tickets::one))
        .route("/tickets/{id}/candidates", get(tickets::candidates))
        .route("/tickets/{id}/presence", put(presence::open).delete(presence::close))
        .route("/list/versions", get(list::versions))
        .route("/list/versions/{serial}", get(list::version))
        .route("/list/differences", get(list::differences))
        .route("/list/items/{code}/history", get(list::history))
        .route("/list/export.xlsx", get(list_files::xlsx))
        .route("/list/export.csv", get(list_files::csv))
        .route("/list/proposals", get(proposals::list).post(proposals::propose))
        .route("/list/proposals/{id}", get(proposals::one))
        .route("/list/proposals/{id}/acts", post(proposals::act))
        .route("/grids", get(grids::list))
        .route("/grids.geojson", get(grids::geojson))
        .route("/grids/imports", post(grids::import))
        .route("/map", get(map::read))
        .route("/imports/outbox", post(imports::outbox))
        .route("/openapi.json", get(openapi::document))
}

/// Everything that is served.
pub fn router(app: App) -> Router {
    // Rendering spawns on this runtime; an error says that it was told so already.
    let _ = any_spawner::Executor::init_tokio();
    let pages = PAGES.iter().fold(Router::new(), |router, path| router.route(path, get(pages::page)));
    let builds = ServeDir::new(app.site.folder.join("pkg"))
        .precompressed_br()
        .precompressed_gzip()
        .not_found_service((async || StatusCode::NOT_FOUND).into_service());
    let builds = get_service(builds).fallback(nothing);
    let absent = any(pages::not_found).with_state(app.clone());
    let files = ServeDir::new(&app.site.folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(absent.clone());
    let files = get_service(files).fallback(nothing);
    let files = Router::new()
        .nest_service("/pkg", Router::new().fallback_service(builds).layer(map_response(unchanging)))
        .fallback_service(files)
        .layer(from_fn(move |request: Request, next: Next| {
            let absent = absent.clone();
            async move {
                match request.uri().path().len() {
                    ..=LONGEST_PATH => Ok(next.run(request).await),
                    _ => absent.oneshot(request).await,
                }
            }
        }));
    let clock = map_response_with_state(app.clone(), with_time);
    let programs = Router::new()
        .nest("/api", Router::new().nest("/v1", api_routes()).fallback(nothing))
        .nest("/sync", Router::new().nest("/v1", sync_routes()).fallback(nothing).layer(clock))
        .layer(default_header(header::CACHE_CONTROL, "no-store"));
    let quick = Router::new()
        .merge(pages)
        .route("/shell", get(pages::shell))
        .route("/sw.js", get(pwa::service_worker))
        .route("/trust", get(tls::page))
        .route("/trust/certificate", get(tls::certificate))
        .route("/trust/qr.svg", get(tls::qr))
        .route("/photos/{sha256}", get(photos::show))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(programs)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(|request, next| in_time(TIMEOUT, request, next)));
    let files_in = Router::new()
        .route("/api/v1/list/imports", post(list_files::import))
        .route("/api/v1/list/imports/check", post(list_files::check))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(|request, next| in_time(TIMEOUT_OF_FILES, request, next)));
    let packed = answered(files_in.merge(quick).merge(files))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(860).and(NotForContentType::IMAGES).and(PROGRESS)));
    // Thousands are open at once, and each would hold the room of a compressor that it does not use.
    let streams = Router::new().route("/sync/v1/events", get(sync::events)).method_not_allowed_fallback(wrong_method);
    answered(streams)
        .merge(packed)
        .layer(default_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(default_header(header::REFERRER_POLICY, "same-origin"))
        .layer(default_header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(default_header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(default_header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(default_header(
            HeaderName::from_static("permissions-policy"),
            "camera=(self), geolocation=(self), microphone=()",
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&pages::content_security_policy(None, &app.basemap)).ok(),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(header::STRICT_TRANSPORT_SECURITY, strict_transport(&app)))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}

/// The routes, with a proper answer to whatever may go wrong in them.
fn answered(routes: Router<App>) -> Router<App> {
    routes
        .layer(from_fn(body::read_out))
        .layer(from_fn(in_language))
        .layer(CatchPanicLayer::custom(|_| Failure::from(Code::Internal).into_response()))
}

/// Figures for a collector, on an address of their own.
pub fn metrics(figures: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(async move || figures.render()))
}

fn default_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn strict_transport(app: &App) -> Option<HeaderValue> {
    // Never for a certificate of our own: a phone that has lost its trust in it could not even be shown `/trust`.
    (app.origin.is_secure() && app.trust.is_none()).then(|| HeaderValue::from_static("max-age=31536000"))
}

/// A build's files never change under their address; one that is not there may come with the next build.
async fn unchanging(mut response: Response) -> Response {
    let value = if response.status().is_success() { "public, max-age=31536000, immutable" } else { "no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// Devices judge by our clock what they may throw away: theirs may be years off.
async fn with_time(State(app): State<App>, mut response: Response) -> Response {
    if let Ok(now) = HeaderValue::try_from(app.now().to_string()) {
        response.headers_mut().insert(HeaderName::from_static("server-time"), now);
    }
    response
}

/// Logs carry method, path without query, and the request's id: no names, tokens or texts.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

async fn in_language(request: Request, next: Next) -> Response {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    let language = header.map_or(Language::default(), Language::from_header);
    with_language(language, next.run(request)).await
}

async fn in_time(most: Duration, request: Request, next: Next) -> Response {
    tokio::time::timeout(most, next.run(request)).await.unwrap_or_else(|_| Failure::busy().into_response())
}

async fn nothing() -> Failure {
    Code::NotFound.into()
}

async fn wrong_method() -> Failure {
    Code::MethodNotAllowed.into()
}
