//! The API document: written by hand in `openapi.json`, held to what is served by the tests below.

use axum::http::header;
use axum::response::IntoResponse;

/// OpenAPI 3.1 of everything under `/api/v1`, `/sync/v1`, `/photos` and the health checks.
const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/v1/openapi.json`
pub async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], DOCUMENT)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::command::CommandKind;
    use domain::evaluation::{Reason, Rule};
    use domain::sync::LIMITS;
    use domain::{Code, DeclineReason, Role, Status};
    use serde_json::{Value, json};

    use super::*;

    const ROUTER: &str = include_str!("../router.rs");

    fn document() -> Value {
        serde_json::from_str(DOCUMENT).unwrap()
    }

    fn texts(value: &Value) -> BTreeSet<&str> {
        value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    /// `get /api/v1/tickets` for each route of the table, by the function that it stands in.
    fn served() -> BTreeSet<String> {
        let mut prefix = "";
        let mut served = BTreeSet::new();
        for line in ROUTER.lines() {
            prefix = match line {
                _ if line.starts_with("fn sync_routes") => "/sync/v1",
                _ if line.starts_with("fn api_routes") => "/api/v1",
                _ if line.starts_with("pub fn router") => "",
                _ => prefix,
            };
            let route = line.split_once(".route(\"").and_then(|(_, rest)| rest.split_once('"'));
            let Some((path, handlers)) = route else { continue };
            let methods = ["get", "post", "put", "delete"].into_iter();
            let path = format!("{prefix}{path}");
            served.extend(
                methods.filter(|method| handlers.contains(&format!("{method}("))).map(|it| format!("{it} {path}")),
            );
        }
        let ours = ["/api/v1/", "/sync/v1/", "/photos/", "/healthz", "/readyz"];
        served.retain(|route| ours.iter().any(|start| route.split_once(' ').is_some_and(|it| it.1.starts_with(start))));
        served
    }

    #[test]
    fn what_is_served_is_described_and_nothing_else() {
        let document = document();
        let described = document["paths"].as_object().unwrap().iter().flat_map(|(path, operations)| {
            operations.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        });
        let served = served();
        assert!(served.len() > 20);
        assert_eq!(described.collect::<BTreeSet<_>>(), served);
    }

    #[test]
    fn every_kind_of_command_has_a_schema_of_its_body() {
        let document = document();
        let mapping = document["components"]["schemas"]["Command"]["discriminator"]["mapping"].as_object().unwrap();
        let kinds: BTreeSet<_> = CommandKind::ALL.into_iter().map(CommandKind::as_str).collect();
        assert_eq!(mapping.keys().map(String::as_str).collect::<BTreeSet<_>>(), kinds);
        for (kind, reference) in mapping {
            let schema = document.pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap();
            assert_eq!(schema["allOf"][1]["properties"]["kind"]["const"], json!(kind));
        }
    }

    #[test]
    fn the_names_in_it_are_those_of_the_domain() {
        let document = document();
        let schema = |name: &str| &document["components"]["schemas"][name];
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts(&schema("ProblemCode")["enum"]), codes);
        assert_eq!(texts(&schema("StatusName")["enum"]), BTreeSet::from(Status::NAMES));
        assert_eq!(texts(&schema("DeclineReason")["enum"]), DeclineReason::ALL.iter().map(|it| it.as_str()).collect());
        assert_eq!(texts(&schema("ScoreRule")["enum"]), Rule::all().map(Rule::as_str).collect());
        assert_eq!(texts(&schema("ScoreReason")["enum"]), Reason::ALL.into_iter().map(Reason::as_str).collect());
        assert_eq!(texts(&schema("Role")["enum"]), Role::ALL.iter().map(|role| role.as_str()).collect());
        for (name, limit) in serde_json::to_value(LIMITS).unwrap().as_object().unwrap() {
            assert_eq!(&schema("Limits")["properties"][name]["const"], limit, "{name}");
        }
    }

    #[test]
    fn each_code_stands_with_its_http_status() {
        let document = document();
        let list = document["components"]["schemas"]["ProblemCode"]["description"].as_str().unwrap();
        for code in Code::ALL {
            assert!(list.contains(&format!("`{}` ({})", code.as_str(), code.http_status())), "{}", code.as_str());
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let references = DOCUMENT.split("\"#").skip(1).filter_map(|rest| rest.split('"').next());
        for reference in references {
            assert!(document.pointer(reference).is_some(), "{reference}");
        }
    }
}
