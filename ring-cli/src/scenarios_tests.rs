use vnode_ring::Node;

use super::*;
use crate::changes::Step;

#[test]
fn a_scenario_is_a_name_and_the_changes_of_a_command_line() {
    let text = "# what could be done\n\n\
                grow by one: --add 'cache-e zone=eu-1'\r\n\
                --reweight a=0   --remove b # drained first\n\
                'it''s': --replace a=\"b c\"\n\
                even: --calibrate\n\
                slowly: --max-step 2% --remove b --calibrate=5";
    let scenarios = parse(text.as_bytes()).unwrap();
    let shown: Vec<_> = scenarios
        .iter()
        .map(|(line, scenario)| (*line, scenario.name.as_str(), &scenario.flags.changes.steps[..]))
        .collect();
    assert_eq!(
        shown,
        [
            (3, "grow by one", &[Step::Add(Node::new("cache-e").with_zone("eu-1"))][..]),
            (4, "--reweight a=0   --remove b", &[Step::Reweight("a".into(), 0), Step::Remove("b".into())]),
            (5, "its", &[Step::Replace("a".into(), "b c".into())]),
            (6, "even", &[]),
            (7, "slowly", &[Step::Remove("b".into())]),
        ]
    );
    let percent = |text: &str| Some(text.parse::<Permille>().unwrap());
    let more: Vec<_> =
        scenarios.iter().map(|(_, Scenario { flags, .. })| (flags.calibrate, flags.max_step)).collect();
    assert_eq!(more[2..], [(None, None), (percent("0"), None), (percent("5"), percent("2"))]);
}

#[test]
fn a_band_need_not_be_stuck_to_its_flag() {
    let calibrate = |line| parse_line(line).unwrap().unwrap().flags.calibrate;
    assert_eq!(calibrate("--calibrate 5% --add a"), "5".parse().ok());
    assert_eq!(calibrate("--calibrate --add a"), "0".parse().ok());
    assert_eq!(calibrate("--add a"), None);
}

#[test]
fn what_is_no_scenario_is_refused_with_its_place() {
    for (text, error) in [
        ("\n --add 'a", "2: column 8: a quote is not closed"),
        (": --add a", "1: column 1: a name is missing before the colon"),
        (
            "grow --add a",
            "1: column 1: a scenario is NAME: FLAG... or FLAG..., where flags begin with -- (got \"grow\")",
        ),
        ("x: --remove a\nx: --remove b", "2: scenario \"x\" is at line 1 already"),
        ("--remove a\n--remove a", "2: scenario \"--remove a\" is at line 1 already"),
        ("x: --grow a", "1: unexpected argument '--grow' found"),
        ("x: --remove a b", "1: unexpected argument 'b' found"),
        ("x: --reweight a", "1: invalid value 'a' for '--reweight <ID=W>': there is no ="),
        ("x: --help", "1: unexpected argument '--help' found"),
        (
            "x:",
            "1: the following required arguments were not provided: \
             <--add <LINE>|--remove <ID>|--reweight <ID=W>|--set-vnodes <ID=N>|--replace <OLD=NEW>|--delta <FILE>|\
             --calibrate [<BAND>]>",
        ),
        (
            "x: --max-step 5%",
            "1: the following required arguments were not provided: \
             <--add <LINE>|--remove <ID>|--reweight <ID=W>|--set-vnodes <ID=N>|--replace <OLD=NEW>|--delta <FILE>|\
             --calibrate [<BAND>]>",
        ),
        (
            "x: --calibrate 101%",
            "1: invalid value '101%' for '--calibrate [<BAND>]': \
             a percentage is 0 to 100, with at most one decimal (got \"101%\")",
        ),
        (
            "x: --calibrate --max-step",
            "1: a value is required for '--max-step <PERCENT>' but none was supplied",
        ),
        (
            "x: --calibrate --calibrate 5",
            "1: the argument '--calibrate [<BAND>]' cannot be used multiple times",
        ),
    ] {
        let failure = parse(text.as_bytes()).unwrap_err().in_file("plans.txt");
        assert_eq!(failure.to_string(), format!("plans.txt:{error}"));
    }
    let failure = parse(b"--add a\n\xff").unwrap_err().in_file("plans.txt");
    assert_eq!(
        failure.to_string(),
        "plans.txt:2: a file of scenarios must be UTF-8 without NUL (got byte 0xff)"
    );
}
