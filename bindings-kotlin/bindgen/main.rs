//! Generates Kotlin from the built library: `netwarden-bindgen generate LIBRARY --language kotlin`.

fn main() {
    uniffi::uniffi_bindgen_main()
}
