//! The tables, once for both databases. A test compares this file with both migrated schemas.
//! Handlers never name it; each module's `query.rs` does.

diesel::table! {
    contact_points (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        district -> Text,
        kind -> Text,
        address -> Text,
        hours -> Text,
        phone -> Text,
        about -> Text,
        closed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        login -> Text,
        name -> Text,
        role -> Text,
        contact_point_id -> Nullable<BigInt>,
        password_hash -> Text,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (digest) {
        digest -> Text,
        account_id -> BigInt,
        created_at -> Timestamp,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    form_keys (key) {
        key -> Text,
        location -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    regulations (id) {
        id -> BigInt,
        slug -> Text,
        title -> Text,
        subject -> Text,
        topic -> Text,
        organiser -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    drafts (id) {
        id -> BigInt,
        regulation_id -> BigInt,
        number -> Integer,
        kind -> Text,
        title -> Text,
        explanation -> Text,
        source -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    provisions (id) {
        id -> BigInt,
        draft_id -> BigInt,
        position -> Integer,
        depth -> Integer,
        eid -> Text,
        article_eid -> Nullable<Text>,
        kind -> Text,
        number -> Text,
        heading -> Text,
        text -> Text,
        former_eid -> Nullable<Text>,
        plain_note -> Nullable<Text>,
    }
}

diesel::table! {
    consultations (id) {
        id -> BigInt,
        draft_id -> BigInt,
        opens_at -> Timestamp,
        closes_at -> Timestamp,
        identities -> Text,
        results_expected_at -> Nullable<Timestamp>,
        released_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        receipt_code -> Text,
        submission_key -> Text,
        regulation_id -> BigInt,
        draft_id -> BigInt,
        provision_eid -> Nullable<Text>,
        quote -> Text,
        stance -> Text,
        text -> Text,
        wording -> Nullable<Text>,
        reason -> Nullable<Text>,
        identity -> Nullable<Text>,
        channel -> Text,
        contact_point_id -> Nullable<BigInt>,
        state -> Text,
        version -> Integer,
        received_at -> Timestamp,
        occurred_on -> Nullable<Text>,
        occurred_place -> Nullable<Text>,
        recorded_by -> Nullable<BigInt>,
        public_text -> Nullable<Text>,
        public_wording -> Nullable<Text>,
        public_reason -> Nullable<Text>,
        published_at -> Nullable<Timestamp>,
        registered_at -> Nullable<Timestamp>,
        closing_reason -> Nullable<Text>,
        digest -> Text,
        source -> Nullable<Text>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    comment_contacts (comment_id) {
        comment_id -> BigInt,
        sealed -> Binary,
        consent_version -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    pending_comments (token) {
        token -> Text,
        draft_id -> BigInt,
        form -> Text,
        sealed -> Nullable<Binary>,
        receipt_code -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    photos (id) {
        id -> BigInt,
        pending_token -> Nullable<Text>,
        comment_id -> Nullable<BigInt>,
        position -> Integer,
        width -> Integer,
        height -> Integer,
        bytes -> Binary,
        created_at -> Timestamp,
    }
}

diesel::table! {
    submissions (id) {
        id -> BigInt,
        contact_point_id -> BigInt,
        draft_id -> BigInt,
        state -> Text,
        version -> Integer,
        cover_note -> Text,
        return_reason -> Nullable<Text>,
        created_by -> BigInt,
        created_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    suggestions (id) {
        id -> BigInt,
        regulation_id -> BigInt,
        draft_id -> BigInt,
        provision_eid -> Nullable<Text>,
        contact_point_id -> BigInt,
        submission_id -> Nullable<BigInt>,
        title -> Text,
        wording -> Nullable<Text>,
        reason -> Text,
        preliminary -> Nullable<Text>,
        state -> Text,
        version -> Integer,
        comment_count -> BigInt,
        created_by -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    suggestion_comments (suggestion_id, comment_id) {
        suggestion_id -> BigInt,
        comment_id -> BigInt,
        added_at -> Timestamp,
    }
}

diesel::table! {
    anchors (id) {
        id -> BigInt,
        comment_id -> Nullable<BigInt>,
        suggestion_id -> Nullable<BigInt>,
        draft_id -> BigInt,
        verdict -> Text,
        provision_eid -> Nullable<Text>,
        account_id -> BigInt,
        at -> Timestamp,
    }
}

diesel::table! {
    synonyms (id) {
        id -> BigInt,
        words -> Text,
    }
}

diesel::table! {
    saved_searches (id) {
        id -> BigInt,
        account_id -> BigInt,
        name -> Text,
        query -> Text,
        token -> Text,
        seen_total -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    decisions (id) {
        id -> BigInt,
        suggestion_id -> BigInt,
        outcome -> Text,
        level -> Text,
        reason_code -> Text,
        reason -> Text,
        final_wording -> Nullable<Text>,
        place_eid -> Nullable<Text>,
        decided_by -> BigInt,
        decided_at -> Timestamp,
        released_at -> Nullable<Timestamp>,
        replaced_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    meetings (id) {
        id -> BigInt,
        slug -> Text,
        contact_point_id -> BigInt,
        draft_id -> Nullable<BigInt>,
        kind -> Text,
        title -> Text,
        place -> Text,
        about -> Text,
        minutes -> Nullable<Text>,
        seats -> Integer,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        cancelled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    ratings (comment_id) {
        comment_id -> BigInt,
        score -> Integer,
        reason -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    events (seq) {
        seq -> BigInt,
        at -> Timestamp,
        actor -> Text,
        kind -> Text,
        subject -> Text,
        regulation_id -> Nullable<BigInt>,
        data -> Text,
        leaf -> Text,
    }
}

diesel::table! {
    follower_positions (name) {
        name -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    comment_tallies (regulation_id, contact_point_id, channel, month, outcome) {
        regulation_id -> BigInt,
        contact_point_id -> BigInt,
        channel -> Text,
        month -> Text,
        outcome -> Text,
        comments -> BigInt,
    }
}

diesel::table! {
    suggestion_tallies (regulation_id, contact_point_id, outcome) {
        regulation_id -> BigInt,
        contact_point_id -> BigInt,
        outcome -> Text,
        suggestions -> BigInt,
    }
}

diesel::joinable!(saved_searches -> accounts (account_id));
diesel::joinable!(accounts -> contact_points (contact_point_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(drafts -> regulations (regulation_id));
diesel::joinable!(provisions -> drafts (draft_id));
diesel::joinable!(consultations -> drafts (draft_id));
diesel::joinable!(comments -> regulations (regulation_id));
diesel::joinable!(comments -> drafts (draft_id));
diesel::joinable!(comments -> contact_points (contact_point_id));
diesel::joinable!(comment_contacts -> comments (comment_id));
diesel::joinable!(submissions -> contact_points (contact_point_id));
diesel::joinable!(submissions -> drafts (draft_id));
diesel::joinable!(suggestions -> regulations (regulation_id));
diesel::joinable!(suggestions -> drafts (draft_id));
diesel::joinable!(suggestions -> contact_points (contact_point_id));
diesel::joinable!(suggestion_comments -> suggestions (suggestion_id));
diesel::joinable!(suggestion_comments -> comments (comment_id));
diesel::joinable!(decisions -> suggestions (suggestion_id));
diesel::joinable!(decisions -> accounts (decided_by));
diesel::joinable!(meetings -> contact_points (contact_point_id));
diesel::joinable!(meetings -> drafts (draft_id));
diesel::joinable!(ratings -> comments (comment_id));

diesel::allow_columns_to_appear_in_same_group_by_clause!(suggestion_comments::suggestion_id, comments::channel);

diesel::allow_tables_to_appear_in_same_query!(
    contact_points,
    accounts,
    sessions,
    form_keys,
    regulations,
    drafts,
    provisions,
    consultations,
    comments,
    comment_contacts,
    pending_comments,
    photos,
    submissions,
    suggestions,
    suggestion_comments,
    anchors,
    saved_searches,
    synonyms,
    decisions,
    meetings,
    ratings,
    events,
    follower_positions,
    comment_tallies,
    suggestion_tallies,
);
