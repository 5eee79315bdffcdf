//! Migrations are part of the binary: it is built anew when one is added.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
