using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>What orders say of a customer, what the staff enters, and how two customers become one (R2.2.1).</summary>
public sealed class CustomerRegisterTests : CustomerSpecification
{
    private static readonly CustomerInformation Moved = Chen with { ContactPerson = "周敏", Address = Chen.Address with { Street = "长安街1号" } };
    private static readonly CustomerProfileForm ProfileForm = new("新名称", "+86 138 0013 8000", null, new("CN", "上海市", "上海市", "南京路1号"));

    [Fact]
    public void The_first_order_begins_the_record_with_profile_contact_and_first_signer()
    {
        var customer = Given().When(Actor.System, new RecordOrder(FirstOrder, "web", Chen, ByChen, Person, null)).Happens(Recorded);

        Assert.Equal((CustomerStatus.Active, Now, Now), (customer.Status, customer.CreatedAt, customer.UpdatedAt));
        Assert.Equal(new CustomerProfile("web", "A1", Chen.Name, Chen.Phone, Chen.Email, Chen.Address), customer.Profile);
        Assert.Equal(new CustomerContact(Chen.ContactPerson, Chen.Phone, Chen.Email), Assert.Single(customer.Contacts));
        Assert.Equal(new AuthorisedSigner("陈志远", OrderFormReading.TermsAccepted, FirstOrder, Actor.System.Subject, Now), Assert.Single(customer.Signers));
        Assert.Equal(new CustomerAlias(Person, null, null, Chen.Name, Chen.Phone), Assert.Single(customer.Aliases));
    }

    [Fact]
    public void An_order_that_says_what_is_known_records_nothing()
    {
        Given(Recorded).When(Actor.System, Says(Chen)).NothingIsNew();
        Given(Recorded).When(Actor.System, Says(Chen) with { Acknowledgement = ByChen with { At = ByChen.At.AddDays(1) } }).NothingIsNew();
        Given(Recorded, DoesNotPay).When(Actor.System, Says(Chen) with { Alias = Person }).NothingIsNew();
    }

    [Fact]
    public void News_of_an_order_change_the_profile_and_add_a_contact_and_a_signer()
    {
        var customer = Given(Recorded).When(Actor.System, Says(Moved) with { Acknowledgement = ByChen with { By = "周敏" } }).After;

        Assert.Equal("长安街1号", customer.Profile?.Address.Street);
        Assert.Equal(["陈志远", "周敏"], customer.Contacts.Select(contact => contact.Name));
        Assert.Equal(["陈志远", "周敏"], customer.Signers.Select(signer => signer.Name));
        new GivenCustomer(customer).When(Actor.System, Says(Chen)).NothingIsNew();
    }

    [Fact]
    public void An_order_without_an_account_leaves_the_account_as_it_is()
    {
        var customer = Given(Recorded).When(Actor.System, Says(Chen with { Account = null, Email = null }) with { Platform = null }).After;
        Assert.Equal(("web", "A1", null), (customer.Profile?.Platform, customer.Profile?.Account, customer.Profile?.Email));
    }

    [Fact]
    public void A_record_does_not_grow_without_end()
    {
        var customer = Enumerable.Range(0, 500).Aggregate(Customer.None, (state, i) => new GivenCustomer(state).When(Actor.System, Says(Chen with { Email = $"{i}@example.com" })).After);
        new GivenCustomer(customer).When(Actor.System, Says(Moved)).NothingIsNew();
    }

    [Fact]
    public void A_possible_duplicate_is_flagged_once_and_on_both()
    {
        var flagged = Given(Recorded).When(Actor.System, Says(Chen) with { PossibleDuplicate = Other }).After;
        Assert.Equal(Other, Assert.Single(flagged.PossibleDuplicates));
        new GivenCustomer(flagged).When(Actor.System, Says(Chen) with { PossibleDuplicate = Other }).NothingIsNew();

        Assert.Equal(Account, Assert.Single(Given(Recorded).When(Actor.System, new SuspectDuplicate(Account)).After.PossibleDuplicates));
        new GivenCustomer(flagged).When(Actor.System, new SuspectDuplicate(Other)).NothingIsNew();
    }

    [Fact]
    public void Only_the_system_says_what_orders_say() =>
        Assert.All<CustomerCommand>([Says(Chen), new SuspectDuplicate(Other), new LeadTo(Account, Other), new TakeOver(Other, Fold(Recorded), Other)],
            command => Given(Recorded).When(new("everybody", ~Roles.System, ["*"], Account), command).Refused(NotAuthorised));

    [Fact]
    public void The_staff_changes_the_profile_and_orders_change_it_no_more()
    {
        var customer = Given(Recorded).When(Service, new CustomerUpdate(ProfileForm)).After;
        Assert.Equal(new CustomerProfile("web", "A1", "新名称", "+8613800138000", null, new("CN", "上海市", "上海市", "南京路1号")), customer.Profile);

        var told = new GivenCustomer(customer).When(Actor.System, Says(Moved)).After;
        Assert.Equal((customer.Profile, 2), (told.Profile, told.Contacts.Length));
        new GivenCustomer(customer).When(Service, new CustomerUpdate(ProfileForm)).NothingIsNew();
    }

    [Fact]
    public void A_signer_is_added_with_evidence_and_withdrawn_by_name()
    {
        var customer = Given(Recorded).When(Sales, new CustomerUpdate(Signers: [new("王强", "power of attorney of 2026-02-01")])).After;
        Assert.Equal(new AuthorisedSigner("王强", "power of attorney of 2026-02-01", null, Sales.Subject, Now), customer.Signers[1]);

        Assert.Equal("王强", Assert.Single(new GivenCustomer(customer).When(Sales, new CustomerUpdate(SignersWithdrawn: [" 陈志远 "])).After.Signers).Name);
    }

    [Fact]
    public void Contacts_are_replaced_and_language_time_zone_and_consent_are_kept()
    {
        var customer = Given(Recorded).When(Manager, new CustomerUpdate(Contacts: [new("林", "+44 20 7946 0000", "lin@example.com")], Language: "en", TimeZone: "Europe/London", ContactConsent: false)).After;
        Assert.Equal(new CustomerContact("林", "+442079460000", "lin@example.com"), Assert.Single(customer.Contacts));
        Assert.Equal(("en", "Europe/London", false), (customer.Language, customer.TimeZone, customer.ContactConsent));
        new GivenCustomer(customer).When(Manager, new CustomerUpdate(Language: "en", ContactConsent: false)).NothingIsNew();

        var india = new GivenCustomer(customer).When(Manager, new CustomerUpdate(TimeZone: "Asia/Calcutta")).After;
        Assert.Equal("Asia/Kolkata", india.TimeZone);
        new GivenCustomer(india).When(Manager, new CustomerUpdate(TimeZone: "Asia/Kolkata")).NothingIsNew();
    }

    [Fact]
    public void The_last_contact_is_removed_and_stays_away_until_an_order_names_another_one()
    {
        var customer = Given(Recorded).When(Service, new CustomerUpdate(Contacts: [])).After;
        Assert.Empty(customer.Contacts);
        new GivenCustomer(customer).When(Service, new CustomerUpdate(Contacts: [])).NothingIsNew();
        new GivenCustomer(customer).When(Actor.System, Says(Chen)).NothingIsNew();
        Assert.Equal("周敏", Assert.Single(new GivenCustomer(customer).When(Actor.System, Says(Moved)).After.Contacts).Name);
    }

    [Fact]
    public void Every_fault_of_an_update_is_named_at_once()
    {
        Given(Recorded).When(Manager, new CustomerUpdate(
            new(" ", "12", "no", new("QQ", null, "c", new string('s', 301))), [new("a\0", null, "x@y"), new("b", "+8613800138000", "@")], [new("王强"), new("陈志远", "again")], ["nobody"],
            "fr", "Mars/Olympus")).Invalid(
            ("profile.name", Required), ("profile.phone", Malformed), ("profile.email", Malformed), ("profile.address.country", UnknownCode), ("profile.address.province", Required),
            ("profile.address.street", TooLong), ("contacts[0].name", InvalidCharacters), ("contacts[0].phone", Required), ("contacts[1].email", Malformed), ("signersWithdrawn[0]", UnknownCode),
            ("signers[0].evidence", Required), ("signers[1].name", Contradiction), ("language", UnknownCode), ("timeZone", UnknownCode));
        Given(Recorded).When(Manager, new CustomerUpdate(Contacts: Enumerable.Repeat(new CustomerContactForm("a", "+8613800138000"), 101).ToImmutableArray(), Signers: [], SignersWithdrawn: []))
            .Invalid(("contacts", TooMany), ("signersWithdrawn", Required), ("signers", Required));
        Given(Recorded).When(Buyer, new CustomerUpdate(ProfileForm)).Refused(NotAuthorised);
    }

    [Fact]
    public void Order_management_merges_and_the_survivor_has_what_both_had()
    {
        var taken = Fold(Recorded, new DuplicateSuspected("system", Now, Other));
        var customer = Given(OtherRecorded, new DuplicateSuspected("system", Now, Account)).When(Manager, Merge, Found(taken)).Happens(
            new CustomerMerged(Manager.Subject, Now) { Other = Account, Reason = "the same firm", Taken = taken });

        Assert.Equal("李雷", customer.Profile?.Name);
        Assert.Equal(["韩梅梅", "陈志远"], customer.Contacts.Select(contact => contact.Name));
        Assert.Equal([(Account, "A1"), (Person, null)], customer.Aliases.Select(alias => (alias.Id, alias.Account)));
        Assert.Equal(new MergedCustomer(Account, Manager.Subject, Now, "the same firm", null), Assert.Single(customer.Merged));
        new GivenCustomer(customer).When(Actor.System, new TakeOver(Account, taken, Other)).NothingIsNew();
        new GivenCustomer(customer).When(Actor.System, Says(Chen)).NothingIsNew();
    }

    [Fact]
    public void A_block_of_the_merged_customer_counts_for_both_and_is_lifted_once()
    {
        var taken = Fold(Recorded, DoesNotPay);
        var customer = Given(OtherRecorded).When(Manager, Merge, Found(taken)).After;
        Assert.Equal((CustomerStatus.Blocked, "does not pay", Finance.Subject), (customer.Status, customer.Block?.Reason, customer.Block?.By));

        // Orders that the survivor received before it took the block over were received before its block.
        var longAgo = Fold(Recorded, DoesNotPay with { At = Now.AddDays(-30) });
        Assert.Equal((Now.AddDays(-30), Now), (longAgo.Block?.Since, Given(OtherRecorded).When(Manager, Merge, Found(longAgo)).After.Block?.Since));

        var freed = new GivenCustomer(customer).When(Leader, new CustomerUnblock("paid")).After;
        new GivenCustomer(freed).When(Actor.System, new TakeOver(Account, taken, Other)).NothingIsNew();
        Assert.Equal(CustomerStatus.Blocked, Given(OtherRecorded, new CustomerMerged("m", Now) { Other = Account, Taken = Fold(Recorded) })
            .When(Actor.System, new TakeOver(Account, taken, Other)).After.Status);
    }

    [Fact]
    public void What_the_merged_customer_got_between_the_decision_and_its_end_is_taken_over()
    {
        var customer = Given(OtherRecorded).When(Manager, Merge, Found(Fold(Recorded))).After;
        var ended = Fold(Recorded, Recorded with { Order = SecondOrder, Information = Moved }, Gone);

        var whole = new GivenCustomer(customer).When(Actor.System, new TakeOver(Account, ended, Other)).After;

        Assert.Contains(whole.Contacts, contact => contact.Name == "周敏");
        Assert.Equal("the same firm", Assert.Single(whole.Merged).Reason);
        new GivenCustomer(whole).When(Actor.System, new TakeOver(Account, ended, Other)).NothingIsNew();
    }

    [Fact]
    public void A_customer_is_merged_with_a_reason_into_another_that_is_there()
    {
        Given(OtherRecorded).When(Manager, Merge with { Reason = " " }, Found(Fold(Recorded))).Invalid(("reason", Required));
        Given(OtherRecorded).When(Manager, Merge, new(Other, Other, Fold(OtherRecorded))).Invalid(("mergedCustomerId", Contradiction));
        Assert.Equal("mergedCustomerId", Given(OtherRecorded).When(Manager, Merge, Found(Customer.None)).Refused(NotFound).Path);
        Given(OtherRecorded).When(Manager, Merge, Found(Fold(Recorded, Gone))).Refused(NotFound);
        Given(OtherRecorded).When(Leader, Merge, Found(Fold(Recorded))).Refused(NotAuthorised);
    }

    [Fact]
    public void An_identity_leads_to_its_customer_and_is_led_on()
    {
        var alias = Given().When(Actor.System, new LeadTo(Person, Account)).Happens(new CustomerMergedInto(Actor.System.Subject, Now, Account));
        Assert.Equal((CustomerStatus.Merged, Account), (alias.Status, alias.LeadsTo));
        new GivenCustomer(alias).When(Actor.System, new LeadTo(Person, Account)).NothingIsNew();
        new GivenCustomer(alias).When(Actor.System, new LeadTo(Person, Other)).Happens(Gone);
        new GivenCustomer(alias).When(Actor.System, Says(Chen)).Refused(StateConflict);
    }

    [Fact]
    public void Of_two_customers_merged_into_each_other_at_once_exactly_one_stays()
    {
        var (a, b) = (Fold(Recorded), Fold(OtherRecorded));
        var (first, second) = (Given(Recorded).When(Manager, new CustomerMerge(Other, "x"), new(Account, Other, b)).After, Given(OtherRecorded).When(Manager, Merge, Found(a)).After);

        var decisions = new[] { new GivenCustomer(first).When(Actor.System, new LeadTo(Account, Other)), new GivenCustomer(second).When(Actor.System, new LeadTo(Other, Account)) };

        // The one with the smaller id refuses to lead to the other, and stays.
        Assert.Equal(Account.Value.CompareTo(Other.Value) < 0, decisions[0].Decision is Decision<CustomerEvent>.Rejected);
        Assert.Equal(Other.Value.CompareTo(Account.Value) < 0, decisions[1].Decision is Decision<CustomerEvent>.Rejected);
    }

    [Fact]
    public void What_was_erased_reads_as_missing_and_what_leads_where_stays()
    {
        var customer = Fold(Recorded with { Information = null, Acknowledgement = null }, new CustomerMerged("m", Now) { Other = Other, Reason = "x", Block = new("b", "f", Now) });
        Assert.Equal((true, null, CustomerStatus.Blocked), (customer.PersonalDataErased, customer.Profile, customer.Status));
        Assert.Equal([(Person, null), (Other, null)], customer.Aliases.Select(alias => (alias.Id, alias.Name)));
    }

    private static readonly CustomerRecorded OtherRecorded = Recorded with
    {
        Platform = "app",
        Alias = null,
        Information = new("A9", "李雷", "韩梅梅", "+8613900000000", null, Chen.Address),
        Acknowledgement = null,
    };

    private static CustomerMerge Merge => new(Account, "the same firm");

    private static CustomerLookups Found(Customer taken) => new(Other, Account, taken);
}
