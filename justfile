# Every command of the project. `just` lists them.

default:
    @just --list

# what CI runs: every test in every language
check:
    tests/run

# the quick round while writing: format, lints, the core's tests
quick:
    cargo fmt --all
    cargo clippy -q --all-targets -- -D warnings
    cargo test -q

# the main job on the embedded simulated campus
map *arguments:
    cargo run --release --example map_a_site -- {{arguments}}

# infer a topology from a folder of recordings
walks folder *arguments:
    cargo run --release --example infer_walks -- {{folder}} {{arguments}}

# one suite: core, python, node, kotlin, browser, lab
test part:
    tests/run {{part}}

# CPU time of SNMP clients, ours and the peers
peers *arguments:
    benches/snmp/run {{arguments}}

# the API documentation
docs:
    cargo doc -p netwarden --no-deps --open

# a network of real agents in namespaces: up, down, cut DEVICE PORT
lab *arguments:
    sudo tests/lab/lab.py {{arguments}}
