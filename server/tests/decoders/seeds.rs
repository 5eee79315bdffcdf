//! Seeds: for each decoder, a few inputs that it takes.

use std::io::{Cursor, Write as _};

use domain::command::{Command, CommandKind};
use domain::list::{Limit, LimitKind, Responsible};
use domain::sync::{
    CommandResult, Hello, LIMITS, Outcome, PROTOCOL, PhotoProgress, Pulled, Push, Pushed, SealedCommand,
};
use domain::ticket::Context;
use domain::{Directory, Duty, Item, ItemKind, Person, PersonId, Role, Ticket, TicketId, Unit, UnitKind};
use image::{DynamicImage, ImageFormat};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::targets::{BATCH, BETWEEN, DEVICE, EPOCH, PERSON, TOKEN, id};

type Seeds = Vec<(String, Vec<u8>)>;

const TIME: &str = "2026-11-23T08:00:00+08:00";

/// The seeds of every decoder, by name.
pub fn all() -> Vec<(&'static str, Seeds)> {
    vec![
        ("backup", backup()),
        ("command", commands()),
        ("cursor", vec![text("one", format!("{}.42.0123456789ab", EPOCH.simple()))]),
        ("exif", exif()),
        ("grids", grids()),
        ("gzip", vec![("packed".into(), packed(b"{}")), ("text".into(), packed(&[b'x'; 4096]))]),
        ("headers", headers()),
        ("list_csv", list_csv()),
        ("list_xlsx", list_xlsx()),
        ("outbox_file", vec![json("one", &outbox_file())]),
        ("parts", parts()),
        ("pass", passes()),
        ("picture", pictures()),
        ("push", vec![json("whistle", &push(1)), json("many", &push(20))]),
        ("request", requests()),
        ("table", tables()),
        ("ticket", tickets()),
    ]
}

fn text(name: &str, text: impl Into<String>) -> (String, Vec<u8>) {
    (name.to_owned(), text.into().into_bytes())
}

fn json(name: &str, value: &impl Serialize) -> (String, Vec<u8>) {
    (name.to_owned(), serde_json::to_vec(value).expect("JSON"))
}

fn time() -> Timestamp {
    TIME.parse().expect("a time")
}

fn place() -> Value {
    json!({"lat": 37.164_999_999_999_99, "lon": 122.486_666_666_666_66, "accuracy_m": 12.5, "fixed_at": TIME, "source": "gps"})
}

fn photo() -> Value {
    let sha256 = "07".repeat(32);
    json!({"sha256": sha256, "bytes": 150_000, "media_type": "image/jpeg", "width": 640, "height": 480,
           "taken_at": TIME, "place": place()})
}

fn body(kind: CommandKind) -> Value {
    let reason = json!({"reason": "因为", "reason_code": "other", "clause": "第三条", "suggested_unit": "D02"});
    match kind {
        CommandKind::Whistle => json!({
            "description": "井盖破损，有坠落危险", "item_code": "0101", "title": "井盖", "place": place(),
            "address": "成山大道 1 号", "urgency": "urgent", "photos": [photo()], "contact": "138",
        }),
        CommandKind::AddNote => json!({"text": "又问了一次\n第二行", "photos": [photo()]}),
        CommandKind::AddPhotos => json!({"photos": [photo()], "stage": "after"}),
        CommandKind::Accept => json!({"item_code": "0101", "urgency": "normal"}),
        CommandKind::Dispatch => {
            json!({"lead": "D01", "co_responsible": ["D02", "D03"], "note": "请尽快", "reason": "清单外"})
        }
        CommandKind::Sign | CommandKind::ApproveReturn | CommandKind::Pass => json!({}),
        CommandKind::ReportResult => json!({"text": "已修好", "photos": [photo()]}),
        CommandKind::RequestCheck => json!({"text": "请看一下"}),
        CommandKind::Check => json!({"passed": true, "text": "好了", "photos": [photo()]}),
        CommandKind::Rate => {
            json!({"response": 5, "quality": 4, "result": 1, "satisfaction": "basically", "comment": "谢谢"})
        }
        _ => reason,
    }
}

fn sealed(kind: CommandKind) -> SealedCommand {
    SealedCommand {
        command_id: id(1),
        seq: 1,
        ticket_id: TicketId(EPOCH),
        kind: kind.as_str().into(),
        captured_at: TIME.into(),
        based_on: Some(3),
        body: body(kind),
    }
}

fn push(commands: usize) -> Push {
    Push {
        protocol: PROTOCOL,
        batch_id: BATCH,
        device_id: DEVICE,
        person_id: Some(PERSON),
        server_epoch: None,
        sent_at: Some(time()),
        build: Some("b1".into()),
        commands: CommandKind::ALL.into_iter().take(commands).map(sealed).collect(),
    }
}

fn outbox_file() -> Value {
    let commands: Vec<_> = [CommandKind::Whistle, CommandKind::AddNote].map(sealed).into();
    json!({"format": "xianghu-outbox", "version": 1, "device_id": DEVICE, "person_id": PERSON, "exported_at": TIME,
           "commands": commands})
}

fn commands() -> Seeds {
    let seed = |(place, kind): (u8, CommandKind)| {
        let mut bytes = vec![place];
        bytes.extend(body(kind).to_string().into_bytes());
        (kind.as_str().to_owned(), bytes)
    };
    (0..).zip(CommandKind::ALL).map(seed).collect()
}

fn backup() -> Seeds {
    let row = |table: &str, row: Value| text(table, json!({"table": table, "row": row}).to_string());
    vec![
        row("counters", json!({"name": "tickets", "value": 7})),
        row(
            "events",
            json!({"ticket_id": EPOCH, "by_person": PERSON, "value": "{}", "position": 0, "at": 1_760_000_000_000_i64}),
        ),
        row("units", json!({"code": "V01", "id": EPOCH, "name": "队伍", "kind": "service_team", "township": null})),
        text("end", json!({"end": {"rows": 7, "sha256": "07".repeat(32)}}).to_string()),
    ]
}

/// The list in one item with a matter and an entry.
fn list() -> ([Item; 2], Directory) {
    let unit = Unit::new(Uuid::nil(), "D01".into(), "住房和城乡建设局", UnitKind::Department);
    let duty = Duty {
        condition: Some("公共道路".into()),
        co_responsible: vec![Responsible::Township],
        limit: Some(Limit { amount: 4, kind: LimitKind::WorkingHours }),
        basis: "=1+1".into(),
        ..Duty::new(1, Responsible::Unit("D01".into()))
    };
    let item = Item {
        synonyms: vec!["水井盖".into()],
        matter: Some("M01".into()),
        duties: vec![duty],
        ..Item::new(ItemKind::Component, "0101", "上水井盖", "公用设施", "版")
    };
    ([item, Item::new(ItemKind::Matter, "M01", "市政设施", "城乡建设", "版")], Directory::new([unit], []))
}

fn list_csv() -> Seeds {
    let (items, directory) = list();
    let utf_8 = server::list_file::csv(&items, &directory).expect("memory");
    let short = "编码\t名称\t种类\t类别\t标准版本\t主责\n0101\t\"上水\n井盖\"\t部件\t公用\t版\t属地镇街\n";
    let gb18030 = encoding_rs::GB18030.encode(short).0.into_owned();
    vec![("utf_8".into(), utf_8), ("gb18030".into(), gb18030)]
}

/// The parts of a workbook, one after another: name and length in a line each, for in a package a checksum would stand
/// against every mutation.
fn list_xlsx() -> Seeds {
    let (items, directory) = list();
    let book = server::list_file::xlsx(&items, &directory).expect("memory");
    vec![("written".into(), crate::targets::parts_of(&book))]
}

fn headers() -> Seeds {
    vec![
        text("languages", "fr, en-GB;q=0.8, zh"),
        text("cookies", "a=b; session=0123; language=en"),
        text("addresses", "1.1.1.1, 2001:db8::1, 10.0.0.1"),
        text("origin", "http://127.0.0.1:3000\n127.0.0.1:3000\nsession=x"),
    ]
}

fn parts() -> Seeds {
    let seed = |name: &str, total: u64, first: u32, length: u32| {
        let mut bytes = total.to_be_bytes().to_vec();
        bytes.extend(first.to_be_bytes());
        bytes.extend(length.to_be_bytes());
        bytes.extend([0, 1, 2, 3, 5, 255]);
        (name.to_owned(), bytes)
    };
    vec![
        seed("whole", 150_000, 0, 150_000),
        seed("first", 150_000, 0, 131_072),
        seed("last", 150_000, 2, 18_928),
        seed("eight", 2_097_152, 24, 524_288),
    ]
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8 * 10, y as u8 * 16, 90]));
    DynamicImage::ImageRgb8(picture).write_to(&mut Cursor::new(&mut bytes), format).expect("memory");
    bytes
}

/// A JPEG with what cameras write.
fn camera_jpeg(orientation: u16, with_place: bool) -> Vec<u8> {
    use exif::{Field, In, Rational, Tag, Value};
    let over = |num, denom| Rational { num, denom };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let dms = |degrees| Value::Rational(vec![over(degrees, 1), over(9, 1), over(5400, 100)]);
    let mut fields = vec![
        (Tag::Orientation, Value::Short(vec![orientation])),
        (Tag::DateTimeOriginal, text("2026:11:23 08:15:30")),
        (Tag::OffsetTimeOriginal, text("+08:00")),
    ];
    if with_place {
        fields.extend([
            (Tag::GPSLatitudeRef, text("N")),
            (Tag::GPSLatitude, dms(37)),
            (Tag::GPSLongitudeRef, text("E")),
            (Tag::GPSLongitude, dms(122)),
            (Tag::GPSHPositioningError, Value::Rational(vec![over(5, 1)])),
        ]);
    }
    let fields: Vec<_> = fields.into_iter().map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value }).collect();
    let mut writer = exif::experimental::Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).expect("memory");
    let (tiff, jpeg) = (tiff.into_inner(), picture(ImageFormat::Jpeg));
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend((tiff.len() as u16 + 8).to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(tiff);
    bytes.extend(&jpeg[2..]);
    bytes
}

fn exif() -> Seeds {
    vec![("phone".into(), camera_jpeg(6, true)), ("camera".into(), camera_jpeg(1, false))]
}

fn pictures() -> Seeds {
    vec![
        ("jpeg".into(), picture(ImageFormat::Jpeg)),
        ("png".into(), picture(ImageFormat::Png)),
        ("webp".into(), picture(ImageFormat::WebP)),
        ("phone".into(), camera_jpeg(6, true)),
    ]
}

/// One answer of a pass: its first line and its body.
fn answer(head: &str, body: &impl Serialize) -> String {
    format!("{head}\n{}", serde_json::to_string(body).expect("JSON"))
}

fn grids() -> Seeds {
    let ring = |[west, east]: [f64; 2], [south, north]: [f64; 2]| {
        json!([[west, south], [east, south], [east, north], [west, north], [west, south]])
    };
    let feature = |code: &str, geometry: Value| {
        json!({
            "type": "Feature",
            "properties": {"code": code, "name": "第1网格", "township": "T01", "households": 312, "workers": []},
            "geometry": geometry,
        })
    };
    let (outline, hole) = (ring([122.50, 122.53], [37.00, 37.03]), ring([122.51, 122.52], [37.01, 37.02]));
    let island = ring([122.54, 122.55], [37.00, 37.01]);
    let plain = feature("T01-1", json!({"type": "Polygon", "coordinates": [outline]}));
    let within = feature("T01-2", json!({"type": "Polygon", "coordinates": [hole]}));
    let pieces = feature("T01-3", json!({"type": "MultiPolygon", "coordinates": [[outline, hole], [island]]}));
    let collection = |features: Vec<Value>| json!({"type": "FeatureCollection", "features": features});
    vec![json("one", &collection(vec![plain])), json("two", &collection(vec![pieces, within]))]
}

fn passes() -> Seeds {
    let ok = "200 application/json";
    let hello = |epoch| Hello {
        protocols: vec![PROTOCOL],
        server_epoch: epoch,
        server_time: time(),
        build: "b1".into(),
        limits: LIMITS,
        applied_through: 1,
        backed_up_through: Some(time()),
        read_through: Some(time()),
    };
    let pushed = |commands: &[u64], outcome| Pushed {
        batch_id: BATCH,
        server_epoch: EPOCH,
        server_time: time(),
        results: commands.iter().map(|seq| result(*seq, outcome)).collect(),
        missing_photos: vec![],
    };
    let pulled = |more| -> Pulled {
        Pulled {
            server_epoch: EPOCH,
            cursor: format!("{}.7.0123456789ab", EPOCH.simple()),
            more,
            reset: false,
            changes: vec![
                serde_json::from_value(json!({"op": "put", "type": "ticket", "id": EPOCH, "value": {}}))
                    .expect("a change"),
                serde_json::from_value(json!({"op": "remove", "type": "ticket", "id": EPOCH})).expect("a change"),
            ],
        }
    };
    let progress = PhotoProgress { bytes: 150_000, parts: 3, have: vec![(0, 0), (2, 2)], complete: false };
    let problem = |code: &str| json!({"type": "x", "title": "x", "status": 422, "code": code, "detail": "x"});
    let (hi, again) = (answer(ok, &hello(EPOCH)), answer(ok, &hello(BATCH.0)));
    let whole = [
        hi.clone(),
        answer(ok, &pushed(&[2, 3], Outcome::Accepted)),
        answer(ok, &pulled(true)),
        answer(ok, &pulled(false)),
        answer(ok, &progress),
        "204   true".into(),
        answer("404 application/problem+json", &problem("photo.unknown")),
        "204   false".into(),
        "204   true".into(),
    ];
    let refused = [
        again,
        answer("413 application/problem+json", &problem("request.too_large")),
        answer(ok, &pushed(&[1], Outcome::Rejected)),
        answer(ok, &pushed(&[2, 3], Outcome::Retry)),
        answer(ok, &pulled(false)),
        answer("422 application/problem+json", &problem("photo.not_an_image")),
    ];
    let portal =
        [hi, "200 text/html\n<html>".into(), answer("503 application/problem+json 7", &problem("server.busy"))];
    let seed = |name: &str, answers: &[String]| text(name, answers.join(BETWEEN));
    vec![seed("whole", &whole), seed("refused", &refused), seed("portal", &portal)]
}

fn result(seq: u64, outcome: Outcome) -> CommandResult {
    CommandResult {
        command_id: id(seq),
        outcome,
        revision: Some(1),
        ticket_number: Some("RC20261123-000002".into()),
        status: Some("received".into()),
        problem: None,
        after_s: (outcome == Outcome::Retry).then_some(10),
    }
}

fn requests() -> Seeds {
    let with = |head: &str, body: &str| format!("{head}\nauthorization: Bearer {TOKEN}\n\n{body}");
    let json = "content-type: application/json";
    let (sha256, ticket) = ("07".repeat(32), EPOCH);
    let push = serde_json::to_string(&push(20)).expect("JSON");
    let push_as_admin = push.replace(&PERSON.to_string(), &Uuid::nil().to_string());
    let file = outbox_file().to_string().replace(&PERSON.to_string(), &Uuid::nil().to_string());
    vec![
        text("push", with(&format!("POST /sync/v1/push\n{json}"), &push_as_admin)),
        text("import", with(&format!("POST /api/v1/imports/outbox\n{json}"), &file)),
        text(
            "grids",
            with(
                &format!("POST /api/v1/grids/imports?whole=true&check=false\n{json}"),
                &String::from_utf8(grids().swap_remove(1).1).expect("JSON"),
            ),
        ),
        text("part", with(&format!("PUT /sync/v1/photos/{sha256}/parts/1?bytes=65541"), "hello")),
        text("progress", with(&format!("GET /sync/v1/photos/{sha256}"), "")),
        text("hello", with(&format!("GET /sync/v1/hello?device_id={ticket}&person_id={}", Uuid::nil()), "")),
        text("pull", with(&format!("GET /sync/v1/pull?cursor={}.0.0123456789ab&limit=7", ticket.simple()), "")),
        text("events", with("GET /sync/v1/events", "")),
        text(
            "list",
            with("GET /api/v1/tickets?status=handling&unit=D01&township=T01&item=0101&q=%E4%BA%95&after=9&limit=3", ""),
        ),
        text("ticket", with(&format!("GET /api/v1/tickets/{ticket}"), "")),
        text("photo", with(&format!("GET /photos/{sha256}?size=thumb&person={ticket}"), "")),
        text("people", with("GET /api/v1/people", "")),
        text(
            "audit",
            with("GET /api/v1/audit?subject=grid01&by=admin&after=0.00000000-0000-0000-0000-000000000000&limit=3", ""),
        ),
        text("unit", with(&format!("PUT /api/v1/units/C00\n{json}"), r#"{"name":"指挥中心","township":null}"#)),
        text("document", with("GET /api/v1/openapi.json\naccept-encoding: br, gzip", "")),
        text(
            "page",
            "GET /desk?view=mine\naccept-language: en\ncookie: session=x; theme=dark; language=en\n\n".to_owned(),
        ),
        text("file", "GET /build.json\nrange: bytes=0-3\nif-none-match: \"x\"\n\n".to_owned()),
    ]
}

/// Workbooks are read as the list's are, whose decoder has them.
fn tables() -> Seeds {
    let people = "姓名,用户名,岗位,单位\n王小明,wang,网格员,T01\n\n于红,yu,caller,崖头街道\n";
    let (gb18030, _, _) = encoding_rs::GB18030.encode(people);
    vec![
        text("utf8", people),
        ("gb18030".into(), gb18030.into_owned()),
        text("quoted", format!("\u{feff}{}", people.replace("王小明", "\"王\"").replace(',', ";"))),
    ]
}

fn tickets() -> Seeds {
    let unit = |code: &str, kind| Unit::new(EPOCH, code.into(), code, kind);
    let (township, department, centre) =
        (unit("T01", UnitKind::Township), unit("D01", UnitKind::Department), unit("C00", UnitKind::Centre));
    let item = Item {
        common: None,
        duties: vec![Duty {
            limit: Some(Limit { amount: 2, kind: LimitKind::UrgentHours }),
            ..Duty::new(1, Responsible::Unit("D01".into()))
        }],
        ..Item::new(ItemKind::Component, "0101", "上水井盖", "公用设施", "GBT30428.2-2013")
    };
    let directory = Directory::new([township.clone(), department.clone(), centre.clone()], [item]);
    let person = |number: u128, role, unit: &Unit| Person {
        id: PersonId(Uuid::from_u128(number)),
        username: "p".into(),
        name: "王某".into(),
        role,
        unit: unit.clone(),
    };
    let (grid, supervisor, specialist) = (
        person(1, Role::GridWorker, &township),
        person(2, Role::Supervisor, &centre),
        person(3, Role::Specialist, &department),
    );
    let command = |kind, body: Value| Command::parse(kind, &body).expect("a command");
    let steps = [
        (&supervisor, command(CommandKind::Accept, body(CommandKind::Accept))),
        (&supervisor, command(CommandKind::Dispatch, json!({"lead": "D01"}))),
        (&specialist, command(CommandKind::Sign, json!({}))),
        (&specialist, command(CommandKind::RequestReturn, body(CommandKind::RequestReturn))),
        (&supervisor, command(CommandKind::RefuseReturn, json!({"reason": "是你们的"}))),
        (&specialist, command(CommandKind::ReportResult, body(CommandKind::ReportResult))),
        (&supervisor, command(CommandKind::Pass, json!({}))),
        (&grid, command(CommandKind::Rate, body(CommandKind::Rate))),
    ];
    let Command::Whistle(whistle) = command(CommandKind::Whistle, body(CommandKind::Whistle)) else { return vec![] };
    let context = |actor| Context { actor, now: time(), directory: &directory };
    let number = Some("RC20261123-000001".into());
    let mut ticket =
        Ticket::open(TicketId(EPOCH), &whistle, time(), number, context(&grid)).expect("a whistle that opens a ticket");
    let mut seeds = vec![json("received", &ticket)];
    for (actor, command) in &steps {
        let events = ticket.apply(command, context(actor)).expect("a step that the table has");
        ticket.absorb(&events);
        seeds.push(json(&format!("after-{}", command.kind().as_str()), &ticket));
    }
    seeds
}
