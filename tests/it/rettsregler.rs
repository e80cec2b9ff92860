//! What the law and the counties' forskrifter ask of the chain as a whole, one case each: whoever was wronged by an earlier
//! reading stands here by the promise that it does not happen again (docs/rules.md).

use std::cell::Cell;

use crate::house::{House, both};
use crate::scene::Day;

const NAVN: [&str; 2] = ["Vakker Valmue", "Neste Nellik"];
const FNR: [&str; 2] = ["14830751220", "02910764511"];
const BEDRIFT: &str = "310000019;Bedrift AS;N";

/// Applicants of fylke 46 whose first wish is a læreplass as tømrer, Vg2 completed, born with ungdomsrett, told by e-mail; and
/// what a case changes of that.
struct Verden<'a> {
    house: &'a House,
    mapper: Cell<usize>,
}

impl<'a> Verden<'a> {
    /// So many applicants, and one place at the county's one school with the fag.
    fn av(house: &'a House, sokere: usize) -> Self {
        let verden = Verden { house, mapper: Cell::new(0) };
        let hver = |rad: fn(usize) -> String| (0..sokere).map(rad).collect::<Vec<_>>();
        verden.skoler();
        verden.tar(
            "person",
            "fodselsnummer;fornavn;etternavn;epost;malform;hjemsted_fylkesnr;kommunenr",
            &hver(|i| format!("{};{};post{i}@post.example;nb;46;4601", FNR[i], NAVN[i].replace(' ', ";"))),
        );
        verden.rett(&hver(|i| format!("{};UNGDOMSRETT;N", FNR[i])));
        verden.kurs(&hver(|i| format!("{};2025;46001;BATMF2----;J;0;0;0", FNR[i])));
        verden.soker(&hver(|i| format!("46;2026;{};J;46", FNR[i])));
        verden.onske(&hver(|i| format!("46;2026;{};1;LARE;BATMF3----;", FNR[i])));
        verden
    }

    /// One applicant with a schooling and a wish of their own.
    fn med(house: &'a House, onske: &str, kurs: &[&str]) -> Self {
        let verden = Verden::av(house, 1);
        house.sql("DELETE FROM elevkurs");
        verden.kurs(&kurs.iter().map(|k| format!("{};{k}", FNR[0])).collect::<Vec<_>>());
        verden.onske(&[format!("46;2026;{};1;LARE;{onske};", FNR[0])]);
        verden
    }

    fn skoler(&self) {
        let skole = |nr: &str, navn: &str| format!("{nr};{navn};46;4601;post@skole{nr}.example;nb");
        self.tar(
            "skole",
            "skolenr;navn;fylkesnr;kommunenr;epost;malform",
            &[skole("46001", "Nordlia"), skole("46002", "Sørlia")],
        );
        self.tar(
            "skoletilbud",
            "fylkesnr;skolear;skolenr;grunnkode;kapasitet;oppstart",
            &["46;2026;46001;BATMF3;1;2026-08-17".to_owned()],
        );
    }

    /// Takes in one file, in a folder of its own.
    fn tar(&self, kind: &str, head: &str, rader: &[String]) {
        self.mapper.set(self.mapper.get() + 1);
        let navn = format!("inn{}/{kind}.csv", self.mapper.get());
        let path = self.house.file(&navn, format!("{head}\n{}\n", rader.join("\n")));
        self.house.out(0, &["intake", path.to_str().unwrap()]);
    }

    fn rett(&self, rader: &[String]) {
        let med_dato = |r: &String| {
            let (fnr_rett, kap5) = r.rsplit_once(';').unwrap();
            format!("{fnr_rett};2023-08-01;;{kap5}")
        };
        let rader: Vec<_> = rader.iter().map(med_dato).collect();
        self.tar("person_rett", "fodselsnummer;rett;fom;tom;valgt_kap5", &rader);
    }

    fn kurs(&self, rader: &[String]) {
        let head = "fodselsnummer;skolear;skolenr;programomrade;fullfort;fag_stryk_programfag;fag_stryk_fellesfag;fag_iv";
        self.tar("elevkurs", head, rader);
    }

    fn soker(&self, rader: &[String]) {
        self.tar("soker", "fylkesnr;soknadsar;fodselsnummer;aktiv;folkereg_fylke_1mars", rader);
    }

    fn onske(&self, rader: &[String]) {
        self.tar("onske", "fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade;status", rader);
    }

    fn bedrift(&self) {
        self.tar("bedrift", "orgnr;navn;er_samarbeidsorgan", &[BEDRIFT.to_owned()]);
    }

    /// Runs a job for a day, at eight in the morning; returns the first applicant's verdict: `acted TILBUD`, what it says of it
    /// after. Empty where the run had nothing new to say.
    fn i_fylke(
        &self,
        fylke: &'static str,
        job: &'static str,
        dag: &'static str,
        params: &'static [&'static str],
    ) -> String {
        let at: &'static str = Box::leak(format!("{dag}T06:00:00Z").into_boxed_str());
        let run = Day { job, fylke, asof: dag, at, params }.run(self.house);
        let unit = format!(
            "SELECT s.id FROM soker s JOIN person p ON p.id = s.person_id WHERE p.fodselsnummer = '{}'
            AND s.fylkesnr = '{fylke}'",
            FNR[0]
        );
        let sql = format!(
            "SELECT j.verdict || ' ' || j.reason || ' ' || j.detail AS t FROM journal j
             WHERE j.attempt_id = (SELECT max(a.id) FROM attempts a WHERE a.run_id = {}) AND j.unit = 'soker:' || ({unit}) ORDER BY j.id",
            run["run"]
        );
        self.house.texts(&sql).join(", ").trim_end().to_owned()
    }

    fn kjor(&self, job: &'static str, dag: &'static str) -> String {
        self.i_fylke("46", job, dag, &[])
    }

    /// 5A115 on its day, and the letters have left.
    fn tilbud(&self) {
        self.kjor("5A115", "2026-07-28");
        self.house.letters_have_left();
    }

    /// An answer from the web, to the general offer.
    fn svar(&self, id: &str, navn: &str, svar: &str, tid: &str) {
        self.house.answer("46", &[(id, navn, "TILBSKG", svar, tid)]);
    }

    fn onsker(&self) -> Vec<String> {
        self.house.texts(
            "SELECT o.onskenr || ' ' || o.programomrade || ' ' || COALESCE(o.skolenr, '-') || ' ' || o.status AS t FROM onske o
             ORDER BY o.soker_id, o.onskenr",
        )
    }

    fn forslag(&self) -> Vec<String> {
        self.house.texts(
            "SELECT programomrade || ' ' || status || ' ' || COALESCE(skolenr, '-') AS t FROM forslag WHERE forslagstype = 'VG3' ORDER BY id",
        )
    }

    fn kontrakter(&self) -> Vec<String> {
        self.house.texts("SELECT kontraktstype || ' ' || programomrade || ' ' || COALESCE(skolenr, '-') AS t FROM kontrakt ORDER BY id")
    }

    /// The answers in force.
    fn gjelder(&self) -> Vec<String> {
        self.house.texts(
            "SELECT gjelder || ' ' || svar || ' ' || kilde || ' ' || substr(CAST(svart_tid AS TEXT), 1, 16) AS t FROM forslag_svar ORDER BY id",
        )
    }

    /// Said yes, given a place, and the place is on the wish; `og` is run the same day.
    fn plassert(house: &'a House, og: &[&'static str]) -> Self {
        let verden = Verden::av(house, 1);
        verden.tilbud();
        verden.svar("W1", NAVN[0], "J", "2026-07-30T08:00:00Z");
        for job in ["5A119", "5A114", "5A120", "5A122"].iter().chain(og) {
            verden.kjor(job, "2026-08-05");
        }
        assert_eq!(verden.onsker(), ["1 BATMF3F--- 46001 INNTLI"]);
        verden
    }
}

both!(
    /// The school registers its new pupil for the year that begins, not completed of course: the place is kept, and the contract made.
    the_new_school_year_takes_no_place_away, |house| {
        let v = Verden::plassert(house, &[]);
        v.kurs(&[format!("{};2026;46001;BATMF3F---;N;0;0;0", FNR[0])]);
        assert_eq!(v.kjor("5A114", "2026-08-20"), "");
        assert_eq!(v.kjor("5A106", "2026-08-20"), "acted OPPRETTET kontrakt:E2026-000001");
        assert_eq!((v.onsker(), v.kontrakter()), (vec!["1 BATMF3F--- 46001 INNTLI".into()], vec!["E BATMF3F--- 46001".into()]));
    }
);

both!(
    /// The same where the contract has been made already.
    nor_from_one_who_has_the_contract, |house| {
        let v = Verden::plassert(house, &["5A106"]);
        v.kurs(&[format!("{};2026;46001;BATMF3F---;N;0;0;0", FNR[0])]);
        assert_eq!(v.kjor("5A114", "2026-08-20"), "");
        assert_eq!((v.onsker(), v.kontrakter()), (vec!["1 BATMF3F--- 46001 INNTLI".into()], vec!["E BATMF3F--- 46001".into()]));
    }
);

both!(
    /// A Vg2 that was completed counts, though another was begun later and given up.
    a_course_given_up_later_takes_no_right_away, |house| {
        let v = Verden::med(house, "BATMF3----", &["2024;46001;BATMF2----;J;0;0;0", "2025;46001;BARLF2----;N;0;0;4"]);
        assert_eq!(v.kjor("5A115", "2026-07-28"), "acted TILBUD");
        assert_eq!(v.kjor("5A114", "2026-07-29"), "acted HAR_TILBUD");
        assert_eq!(v.kjor("5A114", "2026-08-02"), "", "nor when those not qualified leave formidling");
        assert_eq!(v.onsker(), ["1 BATMF3---- - TILBSK"]);
    }
);

/// One who changed school within the year has two courses of it; in either order.
fn changed_school(house: &House, kurs: &[&str; 2]) {
    let v = Verden::med(house, "BATMF3----", kurs);
    assert_eq!(v.kjor("5A115", "2026-07-28"), "acted TILBUD");
}

both!(
    /// Of the two courses of one who changed school within the year, the completed one counts: taken in first …
    the_completed_one_of_two_schools_counts_taken_in_first, |house| {
        changed_school(house, &["2025;46002;BATMF2----;J;0;0;0", "2025;46001;BATMF2----;N;0;0;3"]);
    }
);

both!(
    /// … or last.
    the_completed_one_of_two_schools_counts_taken_in_last, |house| {
        changed_school(house, &["2025;46001;BATMF2----;N;0;0;3", "2025;46002;BATMF2----;J;0;0;0"]);
    }
);

both!(
    /// What was failed at Vg1 is added up with Vg2; whether it is too much is for a person where the county's rule says so.
    what_was_failed_at_vg1_counts, |house| {
        let v = Verden::med(house, "BATMF3----", &["2024;46001;BABAT1----;J;2;2;0", "2025;46001;BATMF2----;J;0;2;0"]);
        let figures = "stryk_programfag=2 stryk_fellesfag=4";
        assert_eq!(v.kjor("5A115", "2026-07-28"), format!("left MA_VURDERES {figures}"));
        assert_eq!(v.i_fylke("46", "5A115", "2026-07-28", &["ukval_regel=2fellesfag"]), format!("left IKKE_KVALIFISERT {figures}"));
        assert!(v.forslag().is_empty());
        assert_eq!(v.kjor("5A114", "2026-08-02"), "", "and no routine puts out whom a person is to judge");
    }
);

both!(
    /// The latest answer given counts, not the latest taken in.
    an_older_answer_in_a_later_file_changes_nothing, |house| {
        let v = Verden::av(house, 1);
        v.tilbud();
        v.svar("W2", NAVN[0], "N", "2026-07-30T12:00:00Z");
        assert_eq!(v.kjor("5A119", "2026-07-31"), "acted SVAR_NEI");
        v.svar("W1", NAVN[0], "J", "2026-07-30T11:00:00Z");
        assert_eq!(v.kjor("5A119", "2026-08-01"), "left ELDRE_SVAR antall=1");
        assert_eq!(v.gjelder(), ["TILBSKG N WEB 2026-07-30 12:00"]);
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE job = '5A119'"), 1, "and no receipt says otherwise");
    }
);

both!(
    /// Yes by telephone, then no on the web: the later counts, and the applicant has the receipt.
    the_latest_answer_counts_whoever_took_it_down, |house| {
        let v = Verden::av(house, 1);
        v.tilbud();
        house.county_answers("46", &[(NAVN[0], "TILBSKG", "J", "2026-07-29T08:00:00Z")]);
        v.svar("W1", NAVN[0], "N", "2026-07-30T08:00:00Z");
        assert_eq!(v.kjor("5A119", "2026-08-05"), "acted SVAR_NEI");
        assert_eq!(v.kjor("5A120", "2026-08-05"), "left TAKKET_NEI");
        assert_eq!(v.gjelder(), ["TILBSKG N WEB 2026-07-30 08:00"]);
        assert_eq!(house.texts("SELECT purpose AS t FROM letters WHERE job = '5A119'"), ["kvittering"]);
    }
);

both!(
    /// Where the county's own stands against it, nobody is left to think otherwise: they are written to.
    where_the_countys_answer_stands_the_applicant_is_told, |house| {
        let v = Verden::av(house, 1);
        v.tilbud();
        house.county_answers("46", &[(NAVN[0], "TILBSKG", "J", "2026-07-29T08:00:00Z")]);
        v.svar("W1", NAVN[0], "N", "2026-07-30T08:00:00Z");
        assert_eq!(v.i_fylke("46", "5A119", "2026-08-05", &["fylkets_svar_gar_foran=true"]), "acted SVAR_JA");
        assert_eq!(v.gjelder(), ["TILBSKG J FYLKE 2026-07-29 08:00"]);
        assert_eq!(house.texts("SELECT purpose AS t FROM letters WHERE job = '5A119'"), ["fylket_har_svart"]);
        let letter = house.letter("5A119", NAVN[0]);
        assert!(letter.contains("30. juli 2026 svarte du nei") && letter.contains("registrert et svar fra deg: ja"), "{letter}");
        assert!(letter.contains("Er det feil, ta kontakt med oss"), "{letter}");
        assert_eq!(v.kjor("5A120", "2026-08-05"), "acted TILDELT");
    }
);

both!(
    /// A no given in time counts though its file came after the place was given: no contract is made, and the place goes to the next.
    a_no_in_time_counts_after_the_place_was_given, |house| {
        let v = Verden::av(house, 2);
        v.tilbud();
        v.svar("W1", NAVN[0], "J", "2026-07-30T08:00:00Z");
        v.svar("W2", NAVN[1], "J", "2026-07-31T08:00:00Z");
        for job in ["5A119", "5A114", "5A120"] {
            v.kjor(job, "2026-08-05");
        }
        assert_eq!(v.forslag(), ["BATMF3F--- TILBSK 46001", "BATMF3F--- TILBSKG -"], "there is one place");
        v.svar("W3", NAVN[0], "N", "2026-08-04T20:00:00Z");
        assert_eq!(v.kjor("5A119", "2026-08-06"), "acted SVAR_NEI");
        assert_eq!(v.kjor("5A114", "2026-08-06"), "acted TAKKET_NEI");
        assert_eq!(v.kjor("5A120", "2026-08-06"), "acted FRIGITT takket_nei");
        for job in ["5A120", "5A122", "5A106"] {
            v.kjor(job, "2026-08-07");
        }
        assert_eq!(v.forslag(), ["BATMF3F--- TILBSKG -", "BATMF3F--- TILBSK 46001"]);
        assert_eq!(v.onsker(), ["1 BATMF3---- - STRNLV", "1 BATMF3F--- 46001 INNTLI"]);
        assert_eq!(v.kontrakter(), ["E BATMF3F--- 46001"], "the other's");
        assert!(house.letter("5A119", NAVN[0]).contains("nei"), "and there is a receipt");
    }
);

both!(
    /// Nobody is struck by a deadline nobody told them of: with a protected address there is no letter, and the county must tell.
    who_could_not_be_written_to_is_not_struck, |house| {
        let v = Verden::av(house, 1);
        house.sql("UPDATE person SET adressesperre = TRUE");
        assert_eq!(v.kjor("5A115", "2026-07-28"), "acted TILBUD brev=ADRESSESPERRE");
        house.letters_have_left();
        assert_eq!(v.kjor("5A114", "2026-08-05"), "left IKKE_VARSLET onskenr=1 status=SFORM");
        house.told_by_the_county("46", &[(NAVN[0], "TILBSKG", "2026-08-02")]);
        assert_eq!(v.kjor("5A114", "2026-08-06"), "", "two days are too few: as it was");
        assert_eq!(v.onsker(), ["1 BATMF3---- - SFORM"]);
        house.told_by_the_county("46", &[(NAVN[0], "TILBSKG", "2026-08-01")]);
        assert_eq!(v.kjor("5A114", "2026-08-07"), "acted SVARTE_IKKE brev=ADRESSESPERRE");
        assert_eq!(v.onsker(), ["1 BATMF3---- - STRILÆ"]);
    }
);

both!(
    /// A letter that lies in the outbox has told nobody; when it has left in time, or the county has told, the deadline holds.
    whose_letter_never_left_is_not_struck, |house| {
        let v = Verden::av(house, 2);
        v.kjor("5A115", "2026-07-28");
        assert_eq!(v.kjor("5A114", "2026-08-05"), "left IKKE_VARSLET onskenr=1 status=SFORM", "it waits");
        house.out(0, &["outbox", "hold", "--job", "5A115", "--reason", "text to be mended"]);
        assert_eq!(v.kjor("5A114", "2026-08-06"), "", "it is held: nothing has changed");
        assert_eq!(v.onsker(), ["1 BATMF3---- - SFORM", "1 BATMF3---- - SFORM"]);
        house.told_by_the_county("46", &[(NAVN[1], "TILBSKG", "2026-07-30")]);
        v.kjor("5A114", "2026-08-07");
        assert_eq!(v.onsker(), ["1 BATMF3---- - SFORM", "1 BATMF3---- - STRILÆ"], "the county has told the one");
        house.sql("UPDATE letters SET state = 'sent', settled = '2026-08-03 08:00:00' WHERE purpose = 'tilbud'");
        assert_eq!(v.kjor("5A114", "2026-08-08"), "", "it left, but the day before the deadline");
        house.sql("UPDATE letters SET settled = '2026-07-31 22:00:00' WHERE purpose = 'tilbud'");
        assert_eq!(v.kjor("5A114", "2026-08-09"), "acted SVARTE_IKKE", "1 August in Norway, three days before");
    }
);

both!(
    /// Who declined to be proposed to a company has declined no læreplass. What counts is what was declined, and the county's rule.
    declining_to_be_proposed_is_no_hindrance, |house| {
        let v = Verden::av(house, 1);
        v.bedrift();
        let avslo = |avslag: &str| {
            let rad = format!("46;2026;{};1;1;310000019;AVSLATT_SOKER;2026-05-01;{avslag}", FNR[0]);
            v.tar("bedriftsforslag", "fylkesnr;soknadsar;fodselsnummer;onskenr;runde;orgnr;status;opprettet;avslag", &[rad]);
        };
        let verdict = |avslag: &str, params: &'static [&'static str]| {
            avslo(avslag);
            let day = Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T06:00:00Z", params };
            day.plan(house)["tally"]["left"].to_string()
        };
        let nei = "{\"TAKKET_NEI\":1}";
        for (avslag, params, expected) in [
            ("", &[][..], "{}"),
            ("FORSLAG", &[][..], "{}"),
            ("FORSLAG", &["nei_intervju=true"][..], "{}"),
            ("INTERVJU", &[][..], "{}"),
            ("INTERVJU", &["nei_intervju=true"][..], nei),
            ("TILBUD", &[][..], nei),
            ("TILBUD", &["nei_utelukker=false"][..], "{}"),
        ] {
            assert_eq!(verdict(avslag, params), expected, "{avslag} {params:?}");
        }
        avslo("");
        assert_eq!(v.kjor("5A115", "2026-07-28"), "acted TILBUD");
    }
);

both!(
    /// An avviksfag builds on its own Vg3 in school: who has completed that gets the offer, where the county makes it.
    an_avviksfag_builds_on_its_vg3_in_school, |house| {
        let v = Verden::med(house, "ELAUT3----", &["2025;46001;ELAUT3----;J;0;0;0"]);
        assert_eq!(v.kjor("5A115", "2026-07-28"), "left AVVIKSFAG");
        assert_eq!(v.i_fylke("46", "5A115", "2026-07-28", &["avviksfag=true"]), "acted TILBUD");
        assert_eq!(v.forslag(), ["ELAUT3F--- TILBSKG -"]);
    }
);

both!(
    /// … and who has completed the Vg2 before it does not.
    an_avviksfag_does_not_build_on_its_vg2, |house| {
        let v = Verden::med(house, "ELAUT3----", &["2025;46001;ELAUT2----;J;0;0;0"]);
        assert_eq!(v.i_fylke("46", "5A115", "2026-07-28", &["avviksfag=true"]), "left BYGGER_IKKE_PA");
    }
);

/// The code offered in a fag with a module plan, by the applicant's rights (`rett;valgt_kap5`).
fn offered_with(house: &House, retter: &[&str], expected: &str) {
    let v = Verden::med(house, "RMKOK3----", &["2025;46001;RMKOS2----;J;0;0;0"]);
    house.sql("DELETE FROM person_rett");
    v.rett(&retter.iter().map(|r| format!("{};{r}", FNR[0])).collect::<Vec<_>>());
    assert_eq!(v.kjor("5A115", "2026-07-28"), "acted TILBUD");
    assert_eq!(v.forslag(), [format!("{expected} TILBSKG -")]);
}

both!(
    /// An adult is offered modules where the fag has a plan of them (forskrift § 14-1).
    an_adult_is_offered_modules, |house| {
        offered_with(house, &["VOKSENRETT;N"], "RMKOK3MV--");
    }
);

both!(
    /// Who still has ungdomsrett is not, whatever else they have.
    who_has_ungdomsrett_is_not, |house| {
        offered_with(house, &["VOKSENRETT;N", "UNGDOMSRETT;N"], "RMKOK3F---");
    }
);

both!(
    /// Nor an adult who has chosen chapter 5.
    nor_an_adult_who_has_chosen_chapter_5, |house| {
        offered_with(house, &["VOKSENRETT;J"], "RMKOK3F---");
    }
);

/// Applies in both counties, and neither knows where they are registered: the verdicts in 46 and 11.
fn in_two_counties(house: &House, hjemsted: &str, forst: &'static str) -> [String; 2] {
    let v = Verden::av(house, 1);
    v.soker(&[format!("11;2026;{};J;", FNR[0]), format!("46;2026;{};J;", FNR[0])]);
    v.onske(&[format!("11;2026;{};1;LARE;BATMF3----;", FNR[0])]);
    house.sql(&format!("UPDATE person SET hjemsted_fylkesnr = {hjemsted}"));
    house.sql("UPDATE soker SET folkereg_fylke_1mars = NULL");
    let kjor = |fylke| v.i_fylke(fylke, "5A115", "2026-07-28", &[]);
    match forst {
        "46" => [kjor("46"), kjor("11")],
        _ => {
            let der = kjor("11");
            [kjor("46"), der]
        }
    }
}

both!(
    /// Applied in two counties and registered in neither, as far as they know: one of them makes the offer, the one of the person's home …
    two_counties_make_one_offer, |house| {
        assert_eq!(in_two_counties(house, "'46'", "46"), ["acted TILBUD", "left ANNET_FYLKE hjemfylke=46"]);
    }
);

both!(
    /// … also when the other runs first …
    two_counties_make_one_offer_whoever_runs_first, |house| {
        assert_eq!(in_two_counties(house, "'46'", "11"), ["acted TILBUD", "left ANNET_FYLKE hjemfylke=46"]);
    }
);

both!(
    /// … and where nobody knows of any home, not both, and not none.
    two_counties_make_one_offer_where_no_home_is_known, |house| {
        assert_eq!(in_two_counties(house, "NULL", "46"), ["left ANNET_FYLKE hjemfylke=11", "acted TILBUD"]);
    }
);

both!(
    /// Who has an offer stays in formidling on the county's day, with every wish: the second is not stopped while the first is answered.
    who_has_an_offer_keeps_the_other_wishes_too, |house| {
        let v = Verden::av(house, 1);
        house.sql("DELETE FROM person_rett");
        v.rett(&[format!("{};VOKSENRETT;N", FNR[0])]);
        v.onske(&[format!("46;2026;{};2;LARE;BARLF3----;", FNR[0])]);
        v.tilbud();
        assert_eq!(v.kjor("5A114", "2026-08-02"), "acted HAR_TILBUD");
        assert_eq!(v.onsker(), ["1 BATMF3---- - TILBSK", "2 BARLF3---- - SFORM"]);
    }
);

both!(
    /// A contract past its end is no læreplass, though nobody has given it an end code.
    a_contract_past_its_end_is_no_lareplass, |house| {
        let v = Verden::av(house, 1);
        v.bedrift();
        let head = "fylkesnr;kontraktsnr;fodselsnummer;kontraktstype;programomrade;ansvarlig_part_orgnr;laretid_fra;laretid_til;netto_laretid_mnd;godkjent_dato";
        let rad = format!("46;V46-1;{};L;RMKOK3----;310000019;2024-08-16;2026-08-15;24;2024-08-01", FNR[0]);
        v.tar("kontrakt", head, &[rad]);
        assert_eq!(v.kjor("5A115", "2026-08-15"), "left HAR_KONTRAKT", "its last day");
        assert_eq!(v.kjor("5A114", "2026-08-15"), "acted HAR_LAREPLASS");
        assert_eq!(v.kjor("5A114", "2026-08-16"), "acted I_FORMIDLING");
        assert_eq!(v.kjor("5A115", "2026-08-16"), "acted TILBUD");
        assert_eq!(v.kjor("5A114", "2026-10-01"), "left IKKE_VARSLET onskenr=1 status=SFORM", "and none who was not told is struck");
    }
);

both!(
    /// A STRINN that 5A114 set itself is taken back when the place at the school is given up; one set by Inntak is not.
    strinn_is_taken_back_by_whoever_set_it, |house| {
        let v = Verden::av(house, 2);
        let lare = |i: usize, status: &str| format!("46;2026;{};2;LARE;BATMF3----;{status}", FNR[i]);
        let skole = |i: usize, status: &str| format!("46;2026;{};1;SKOLE;BATMF3----;{status}", FNR[i]);
        house.sql("DELETE FROM onske");
        v.onske(&[skole(0, "INNTO"), lare(0, ""), skole(1, "INNTO"), lare(1, "STRINN")]);
        assert_eq!(v.kjor("5A114", "2026-07-20"), "acted INNTATT_HOYERE");
        assert_eq!(v.onsker()[1], "2 BATMF3---- - STRINN");
        house.sql("UPDATE onske SET status = 'SBEHA' WHERE onsketype = 'SKOLE'");
        assert_eq!(v.kjor("5A114", "2026-07-21"), "acted I_FORMIDLING");
        assert_eq!(v.onsker(), ["1 BATMF3---- - SBEHA", "2 BATMF3---- - SFORM", "1 BATMF3---- - SBEHA", "2 BATMF3---- - STRINN"]);
        assert_eq!(house.verdict("5A114", "46", NAVN[1]), "left|STATUS_FRA_INNTAK|onskenr=2 status=STRINN|");
    }
);
