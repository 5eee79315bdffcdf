//! What this device is called in the list of one's sessions, such as `Chrome · Android`.

/// This browser's name.
pub(crate) fn own() -> Option<String> {
    named(&web_sys::window()?.navigator().user_agent().ok()?)
}

/// By what its user agent says; those that pretend to be another come first.
fn named(agent: &str) -> Option<String> {
    const BROWSERS: [(&str, &str); 12] = [
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("HuaweiBrowser", "华为浏览器"),
        ("MiuiBrowser", "小米浏览器"),
        ("VivoBrowser", "vivo"),
        ("HeyTapBrowser", "OPPO"),
        ("MQQBrowser", "QQ浏览器"),
        ("SamsungBrowser", "Samsung"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, it)| *it);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_and_a_desktop_are_told_apart() {
        let phone = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 \
                     Mobile Safari/537.36";
        let desktop = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                       Chrome/124.0.0.0 Safari/537.36 Edg/124.0";
        assert_eq!(named(phone).as_deref(), Some("Chrome · Android"));
        assert_eq!(named(desktop).as_deref(), Some("Edge · Windows"));
        assert_eq!(named("curl/8"), None);
    }
}
