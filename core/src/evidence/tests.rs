use super::Source;

#[test]
fn a_source_is_read_by_name_and_an_unknown_one_lists_the_right_ones() {
    for source in Source::ALL {
        assert_eq!(source.name().to_uppercase().parse::<Source>().unwrap(), source);
    }
    let error = "ldlp".parse::<Source>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"ldlp\" is not a valid source of evidence: one of lldp, cdp, fdp, edp, sonmp, isdp, mndp, lacp, stp, fdb, arp, \
         lag, stack, ospf, ospfv3, isis, bgp, subnet, vrrp"
    );
}
