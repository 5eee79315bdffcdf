//! The calm state of the connection, and how much still waits here.

use leptos::prelude::*;

use crate::components::words::network_word;
use crate::device::{Network, use_device};
use crate::text::{common, use_words};

/// 在线, 离线, 正在上传 or 需要登录, and “· 3 件待传”, “· 1 件未接收”; leads to the queue.
#[component]
pub(super) fn Connection() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let sends = move || device.network.get() == Network::Online && device.sending.with(Option::is_some);
    let name = move || match device.network.get() {
        _ if sends() => "sending",
        Network::Online => "online",
        Network::Offline => "offline",
        Network::SignInNeeded => "sign_in",
    };
    let word = move || if sends() { t.say(common::ITEM_SENDING) } else { network_word(device.network.get(), t) };
    let (waiting, refused) = (move || device.waiting_items(), move || device.refused_items());
    view! {
        <div role="status">
            <a class="network" href="/queue" data-testid="network-state" data-network=name>
                <span>{word}</span>
                <span
                    class="network__count"
                    data-testid="waiting-count"
                    data-count=move || waiting().to_string()
                    hidden=move || waiting() == 0
                >
                    {move || t.fill(common::WAITING_COUNT, &[("n", &waiting())])}
                </span>
                <span class="network__count" data-testid="refused-count" hidden=move || refused() == 0>
                    {move || t.fill(common::REFUSED_COUNT, &[("n", &refused())])}
                </span>
            </a>
        </div>
    }
}
