//! What a reader of settings, manifests and parameters met in place of a value, in our words: what stands there, what is
//! allowed, an example. The readers' own words name Rust's types.

use crate::domain::ligner::{did_you_mean, nearest};

/// `message` is serde's, of the value of `name`.
pub fn wrong_value(name: &str, message: &str) -> String {
    let told = variant(name, message).or_else(|| other_type(name, message));
    told.unwrap_or_else(|| format!("`{name}`: {message}"))
}

/// An unknown key, with the nearest that its table has; else the place of one that belongs elsewhere. `message` is serde's, `top`
/// the keys that stand above the first section.
pub fn unknown_key(name: &str, message: &str, top: &[&str]) -> String {
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let near = did_you_mean(name, known.iter().copied());
    if !near.is_empty() || known == top {
        return format!("{message}{near}");
    }
    format!("{message}{}", belongs_at_the_top(name, top))
}

/// A key that was written below a section's heading, and belongs above the first one.
pub fn belongs_at_the_top(name: &str, top: &[&str]) -> String {
    let near = nearest(name, top.iter().copied());
    near.map_or_else(String::new, |key| {
        format!("; did you mean `{key}`? it belongs at the top, above the first `[section]`")
    })
}

/// One of a few words was expected.
fn variant(name: &str, message: &str) -> Option<String> {
    let (read, known) = message.strip_prefix("unknown variant `")?.split_once("`, expected ")?;
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let quoted: Vec<_> = known.iter().map(|k| format!("`{k}`")).collect();
    let allowed = match quoted.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        all => all.join(", "),
    };
    let near = did_you_mean(read, known.iter().copied());
    let example = known.first().map(|k| format!(", such as `{name} = \"{k}\"`")).unwrap_or_default();
    Some(format!("`{name}` is `{read}`, expected {allowed}{example}{near}"))
}

/// A number was expected, or text, or a list.
fn other_type(name: &str, message: &str) -> Option<String> {
    let of = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "))?;
    let (read, expected) = of.split_once(", expected ")?;
    // `string "mange"`, `integer `5``, `sequence`.
    let read = read
        .find(['"', '`'])
        .map_or_else(|| format!("a {read}"), |at| format!("`{}`", read[at..].trim_matches('`')));
    let (allowed, example) = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => ("a whole number, 0 or more", "30"),
        "i8" | "i16" | "i32" | "i64" | "isize" => ("a whole number", "30"),
        "a boolean" => ("`true` or `false`", "true"),
        "a sequence" => ("a list, in [ ]", "[\"…\"]"),
        "a string" | "string" | "path string" | "a borrowed string" => ("text, in quotes", "\"…\""),
        _ => return Some(format!("`{name}` is {read}, expected {}", expected.trim_start_matches("struct "))),
    };
    Some(format!("`{name}` is {read}, expected {allowed}, such as `{name} = {example}`"))
}

#[cfg(test)]
mod tests {
    use super::{unknown_key, wrong_value};

    #[test]
    fn an_unknown_key_is_told_where_it_belongs() {
        let top = ["environment", "workers_max"];
        let check = |name: &str, message: &str, told: &str| {
            assert_eq!(unknown_key(name, message, &top), format!("{message}{told}"));
        };
        let of_daemon = "unknown field `x`, expected one of `workers`, `letters`";
        check("wokers", of_daemon, "; did you mean `workers`?");
        let at_the_top = "; did you mean `environment`? it belongs at the top, above the first `[section]`";
        check("enviroment", of_daemon, at_the_top);
        check("environment", of_daemon, at_the_top);
        check("hund", of_daemon, "");
        check(
            "enviroment",
            "unknown field `x`, expected `environment` or `workers_max`",
            "; did you mean `environment`?",
        );
    }

    #[test]
    fn what_stands_there_what_is_allowed_and_an_example() {
        for (message, told) in [
            (
                "unknown variant `prod`, expected `test` or `production`",
                "`n` is `prod`, expected `test` or `production`, such as `n = \"test\"`",
            ),
            (
                "unknown variant `tsl`, expected one of `starttls`, `tls`, `none`",
                "`n` is `tsl`, expected `starttls`, `tls` or `none`, such as `n = \"starttls\"`; did you mean `tls`?",
            ),
            (
                "invalid type: string \"mange\", expected usize",
                "`n` is `\"mange\"`, expected a whole number, 0 or more, such as `n = 30`",
            ),
            (
                "invalid value: integer `-1`, expected u16",
                "`n` is `-1`, expected a whole number, 0 or more, such as `n = 30`",
            ),
            (
                "invalid type: sequence, expected a string",
                "`n` is a sequence, expected text, in quotes, such as `n = \"…\"`",
            ),
            ("expected a time of day such as `21:00`", "`n`: expected a time of day such as `21:00`"),
        ] {
            assert_eq!(wrong_value("n", message), told);
        }
    }
}
