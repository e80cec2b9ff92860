// @generated automatically by Diesel CLI.

diesel::table! {
    attempts (id) {
        id -> Int8,
        run_id -> Int8,
        number -> Int8,
        state -> Text,
        trigger -> Text,
        actor -> Text,
        reason -> Nullable<Text>,
        holder -> Text,
        version -> Text,
        params -> Text,
        digest -> Nullable<Text>,
        tally -> Text,
        started -> Timestamp,
        ended -> Nullable<Timestamp>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    deposits (id) {
        id -> Int8,
        document_id -> Text,
        attempt_id -> Int8,
        fylke -> Text,
        document_type -> Text,
        source -> Text,
        version -> Int8,
        title -> Text,
        state -> Text,
        detail -> Nullable<Text>,
        created -> Timestamp,
        settled -> Nullable<Timestamp>,
        content -> Text,
        tries -> Int8,
        not_before -> Nullable<Timestamp>,
        lease_until -> Nullable<Timestamp>,
        handed_to -> Nullable<Text>,
        sha256 -> Nullable<Text>,
        reference -> Nullable<Text>,
        released -> Nullable<Timestamp>,
    }
}

diesel::table! {
    letters (id) {
        id -> Int8,
        key -> Text,
        attempt_id -> Int8,
        job -> Text,
        fylke -> Text,
        unit -> Text,
        purpose -> Text,
        to_person -> Nullable<Int8>,
        to_skole -> Nullable<Text>,
        to_name -> Text,
        to_address -> Text,
        language -> Text,
        subject -> Text,
        body -> Text,
        deadline -> Nullable<Date>,
        message_id -> Text,
        state -> Text,
        detail -> Nullable<Text>,
        created -> Timestamp,
        settled -> Nullable<Timestamp>,
        tries -> Int8,
        not_before -> Nullable<Timestamp>,
        sender -> Nullable<Text>,
        late_ok -> Bool,
        released -> Nullable<Timestamp>,
    }
}

diesel::table! {
    log_lines (id) {
        id -> Int8,
        attempt_id -> Int8,
        at -> Timestamp,
        level -> Text,
        message -> Text,
        fields -> Text,
    }
}

diesel::table! {
    outbox_changes (id) {
        id -> Int8,
        item -> Text,
        at -> Timestamp,
        actor -> Text,
        from_state -> Text,
        to_state -> Text,
        reason -> Text,
    }
}

diesel::table! {
    pauses (id) {
        id -> Int8,
        job -> Text,
        fylke -> Text,
        until -> Date,
        reason -> Text,
        actor -> Text,
        created -> Timestamp,
    }
}

diesel::table! {
    plans (digest) {
        digest -> Text,
        job -> Text,
        fylke -> Text,
        slot -> Date,
        lines -> Text,
        created -> Timestamp,
    }
}

diesel::table! {
    runs (id) {
        id -> Int8,
        job -> Text,
        routine -> Text,
        fylke -> Text,
        slot -> Date,
        state -> Text,
        skipped_because -> Nullable<Text>,
        fence -> Int8,
        holder -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        error -> Nullable<Text>,
        created -> Timestamp,
        settled -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        not_before -> Nullable<Timestamp>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    schedules (job, fylke) {
        job -> Text,
        fylke -> Text,
        schedule -> Text,
        announced_until -> Timestamp,
    }
}

diesel::joinable!(attempts -> runs (run_id));
diesel::joinable!(letters -> attempts (attempt_id));
diesel::joinable!(log_lines -> attempts (attempt_id));

diesel::allow_tables_to_appear_in_same_query!(attempts, letters, log_lines, pauses, plans, runs, schedules,);
