//! The words of the audit log: what was done about security and settings, by a person or by the system.
//!
//! A new administrative feature adds its word here, its text `audit-action-…` in `audit.ftl`, and calls the server's
//! `audit::write` in the transaction that does it.

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[doc = $doc])+ $name,)+ }

        impl Action {
            /// All of them, in the order of the filter.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in the table, in JSON and, with hyphens, in message keys.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

actions! {
    /// A session was opened.
    SignedIn = "signed_in",
    /// A wrong password or code for an account that exists.
    SignInRefused = "sign_in_refused",
    /// Too many of them: the account is locked for a while.
    AccountLocked = "account_locked",
    /// An administrator ended the lock.
    AccountUnlocked = "account_unlocked",
    /// A person ended his session.
    SignedOut = "signed_out",
    /// A session was ended from elsewhere.
    SessionRevoked = "session_revoked",
    /// A person changed his password.
    PasswordChanged = "password_changed",
    /// An administrator gave a temporary password.
    PasswordReset = "password_reset",
    /// The second step was set up.
    SecondStepOn = "second_step_on",
    /// The second step was given up.
    SecondStepOff = "second_step_off",
    /// A recovery code took the place of a code.
    RecoveryCodeUsed = "recovery_code_used",
    /// New recovery codes were made.
    RecoveryCodesMade = "recovery_codes_made",
    /// An API token was made.
    TokenMade = "token_made",
    /// An API token was withdrawn.
    TokenRevoked = "token_revoked",
    /// Settings of signing in were changed: second step, identity provider.
    SignInSettings = "sign_in_settings",
    /// What visits demand was replaced.
    VisitRules = "visit_rules",
    /// An agent was made or changed.
    AgentWritten = "agent_written",
    /// A group was made, changed or removed.
    GroupWritten = "group_written",
    /// A role was made, changed or removed.
    RoleWritten = "role_written",
    /// Fields of companies or contacts were replaced.
    FieldsWritten = "fields_written",
    /// An asset table was made or changed.
    AssetTableWritten = "asset_table_written",
    /// Rows of an asset table were exported.
    AssetsExported = "assets_exported",
    /// How customers are kept was replaced.
    CustomerSettings = "customer_settings",
    /// A customer template was made, changed, published or removed.
    TemplateWritten = "template_written",
    /// A workflow was made, changed or removed.
    WorkflowWritten = "workflow_written",
    /// A version of a workflow was published.
    WorkflowPublished = "workflow_published",
    /// A ticket template was made, changed, disabled or removed.
    TicketTemplateWritten = "ticket_template_written",
    /// A print template was made, changed or removed.
    PrintTemplateWritten = "print_template_written",
    /// Tickets were printed.
    TicketsPrinted = "tickets_printed",
    /// Tickets were exported.
    TicketsExported = "tickets_exported",
    /// A form of rows was made, changed or taken away.
    RowFormWritten = "row_form_written",
    /// A view of tickets was made, changed, moved, closed or removed.
    TicketViewWritten = "ticket_view_written",
    /// Who carries short messages was replaced.
    SmsSettingsWritten = "sms_settings_written",
    /// A link to a ticket template was made, changed or switched off.
    PublicationWritten = "publication_written",
    /// A macro was made, changed, moved or removed.
    MacroWritten = "macro_written",
    /// What is said about tickets as a whole was replaced.
    TicketSettingsWritten = "ticket_settings_written",
    /// The organisation's canned phrases were replaced.
    PhrasesWritten = "phrases_written",
    /// A service level policy was made, changed, moved or removed.
    SlaPolicyWritten = "sla_policy_written",
    /// A personal link to somebody's own details was made.
    DetailsLinkMade = "details_link_made",
    /// It was decided about details that a customer changed.
    DetailsDecided = "details_decided",
    /// Two customers were merged.
    CustomersMerged = "customers_merged",
    /// The id of a channel was bound to a contact.
    IdentityBound = "identity_bound",
    /// The id of a channel was taken from a contact.
    IdentityUnbound = "identity_unbound",
    /// What is known of a person was exported.
    PersonExported = "person_exported",
    /// A person was erased.
    PersonErased = "person_erased",
    /// A merge was taken back.
    MergeUndone = "merge_undone",
    /// What nobody may do with customers was replaced.
    Restrictions = "restrictions",
    /// Figures of customers were exported.
    FiguresExported = "figures_exported",
    /// Features were switched.
    SwitchesWritten = "switches_written",
    /// The set-up wizard made what its answers lead to.
    SetupApplied = "setup_applied",
    /// A form was published under a new address.
    FormLinkMade = "form_link_made",
    /// A form's address was withdrawn.
    FormLinkRevoked = "form_link_revoked",
    /// An import of customers was begun.
    ImportStarted = "import_started",
    /// An import was stopped on its way.
    ImportStopped = "import_stopped",
    /// An import was taken back.
    ImportUndone = "import_undone",
    /// A table of agents was stored.
    StaffImported = "staff_imported",
    /// Agents were exported.
    StaffExported = "staff_exported",
    /// What the organisation may use was set.
    LicenceWritten = "licence_written",
    /// What is added to the navigation was replaced.
    NavigationWritten = "navigation_written",
    /// The secret that signs who comes was made.
    NavigationKeyMade = "navigation_key_made",
    /// What the organisation says of itself was replaced.
    CompanyWritten = "company_written",
    /// A link to confirm the e-mail address of the contact person was sent.
    ContactAsked = "contact_asked",
    /// The e-mail address of the contact person was confirmed.
    ContactConfirmed = "contact_confirmed",
    /// Name, colour and address of the white label were replaced.
    BrandingWritten = "branding_written",
    /// The states that agents can say they are in were replaced.
    PresenceStates = "presence_states",
    /// Customers were exported.
    CustomersExported = "customers_exported",
    /// Another organisation was asked to link, or asked.
    LinkAsked = "link_asked",
    /// A link was agreed, declined, taken back or ended.
    LinkStepped = "link_stepped",
    /// What a superior may see was replaced.
    LinkShared = "link_shared",
    /// A superior looked at what is shared with it.
    LinkLookedAt = "link_looked_at",
    /// The audit log was exported.
    AuditExported = "audit_exported",
    /// A trigger or automation task was written, removed or put in another place.
    RuleWritten = "rule_written",
    /// An external target was written or removed.
    TargetWritten = "target_written",
    /// A call of an external target was made again.
    DeliveryReplayed = "delivery_replayed",
    /// A report of tickets was made, changed or removed.
    TicketReportWritten = "ticket_report_written",
    /// A service card was made, changed or archived.
    ServiceCardWritten = "service_card_written",
    /// What holds for the fees of a company was replaced.
    FeeTermsWritten = "fee_terms_written",
    /// Money was added to the balance of a company.
    BalanceToppedUp = "balance_topped_up",
    /// The balance of a company paid for a service.
    BalanceDeducted = "balance_deducted",
    /// A posting was reversed.
    PostingReversed = "posting_reversed",
    /// Postings were exported.
    PostingsExported = "postings_exported",
    /// How the organisation is known to a payment provider was replaced.
    PaymentProviderWritten = "payment_provider_written",
    /// Somebody was asked for a payment.
    PaymentAsked = "payment_asked",
    /// A payment order was taken back.
    PaymentCancelled = "payment_cancelled",
    /// A person said that the money came.
    PaymentConfirmed = "payment_confirmed",
    /// A person decided about a payment of another amount.
    PaymentDecided = "payment_decided",
    /// Money went back, or a person said that it did.
    PaymentRefunded = "payment_refunded",
}

impl Action {
    /// The action of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_word_of_its_own() {
        for action in Action::ALL {
            assert_eq!(Action::from_word(action.word()), Some(*action));
        }
        assert_eq!(Action::from_word("nothing"), None);
    }
}
