use super::*;

fn check(of: Type, text: &str, becomes: Cell) {
    assert_eq!(of.parse(text), Ok(becomes), "{text}");
}

fn refuse(of: Type, text: &str, why: &str) {
    assert_eq!(of.parse(text), Err(Cow::from(why.to_owned())), "{text}");
}

#[test]
fn formulas_are_refused_in_free_text_only() {
    for bad in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "'=1", " =1", "\u{a0}=1", "＝1"] {
        refuse(Type::Text, bad, "looks like a formula");
    }
    refuse(Type::Mobil, "+cmd|' /C calc'!A0", "looks like a formula");
    check(Type::Mobil, "+47 900 00 000", Cell::text("+47 900 00 000"));
    check(Type::Text, "'t Hooft", Cell::text("'t Hooft"));
    check(Type::Epost, "=odd@post.example", Cell::text("=odd@post.example"));
}

#[test]
fn limits_are_counted_in_characters() {
    check(Type::Text, &"å".repeat(200), Cell::Text("å".repeat(200)));
    refuse(Type::Text, &"å".repeat(201), "is longer than 200 characters");
    refuse(Type::Epost, &format!("{}@b.no", "a".repeat(250)), "is longer than 254 characters");
}

#[test]
fn a_dropped_leading_zero_is_guessed_and_no_number_repeated() {
    refuse(
        Type::Fodselsnummer,
        "2910764511",
        "is not eleven digits; a spreadsheet may have dropped a leading zero",
    );
    refuse(Type::Fodselsnummer, "14830751221", "has wrong check digits");
    check(Type::Fodselsnummer, "02910764511", Cell::text("02910764511"));
}

#[test]
fn a_countys_zero_is_put_back_and_no_others() {
    for (of, text, kept) in [
        (Type::Fylkesnr, "3", "03"),
        (Type::Fylkesnr, "46", "46"),
        (Type::Kommunenr, "301", "0301"),
        (Type::Kommunenr, "4601", "4601"),
    ] {
        check(of, text, Cell::text(kept));
        assert_eq!(of.has_zero_back(text, &Cell::text(kept)), text != kept);
    }
    let dropped = |n| format!("is not {n} digits; a spreadsheet may have dropped a leading zero");
    refuse(Type::Fylkesnr, "7", &dropped(2));
    refuse(Type::Kommunenr, "601", &dropped(4));
    refuse(Type::Kommunenr, "31", &dropped(4));
    refuse(Type::Digits(5), "3001", &dropped(5));
    refuse(Type::Digits(5), "300112", "is not 5 digits");
    refuse(Type::Orgnr, "3,1E+08", SHORTENED);
    refuse(Type::Fodselsnummer, "1,48308E+10", SHORTENED);
}

#[test]
fn an_address_that_was_cut_off_is_refused() {
    for bad in ["kari.fjell2@", "@post.example", "kari@post."] {
        assert!(Type::Epost.parse(bad).is_err_and(|e| e.contains("no whole e-mail address")), "{bad}");
    }
    for good in ["kari@post.example", "bjørn@blåbær.example", "kari(at)post.example", "kari@post"] {
        check(Type::Epost, good, Cell::text(good));
    }
}

#[test]
fn long_dashes_are_put_back() {
    for text in ["BABAT1----", "BABAT1——", "BABAT1––––", "babat1–-–-", "BABAT1—–-"] {
        check(Type::Programomrade, text, Cell::text("BABAT1----"));
    }
    check(Type::Programomrade, "BABET3MV–", Cell::text("BABET3MV--"));
    for bad in ["BABAT1-", "BABAT1", "BABAT1---- x", "BA-AT1----", "BÅBAT1---"] {
        refuse(Type::Programomrade, bad, "is not a programområdekode of ten characters");
    }
}

#[test]
fn numbers_and_lists_are_exact() {
    check(Type::Number(1, 99), "07", Cell::Int(7));
    for bad in ["0", "100", "-1", "+1", "1.0", "1e1", "99999999999999999999", ""] {
        refuse(Type::Number(1, 99), bad, "is not a whole number from 1 to 99");
    }
    check(Type::OneOf(&["nb", "nn"]), "NN", Cell::text("nn"));
    refuse(Type::OneOf(&["nb", "nn"]), "se", "is not one of `nb`, `nn`");
    check(Type::JaNei, "Nei", Cell::text("N"));
    check(Type::Bool, "TRUE", Cell::Bool(true));
}
