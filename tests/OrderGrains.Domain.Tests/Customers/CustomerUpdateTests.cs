using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerUpdateTests : CustomerSpecification
{
    private static readonly CustomerInformation Moved =
        Chen with { ContactPerson = "周敏", Address = Chen.Address with { Street = "长安街1号" } };
    private static readonly CustomerProfileForm ProfileForm = new("新名称", "+86 138 0013 8000", null, new("CN", "上海市", "上海市", "南京路1号"));

    [Fact]
    public void Orders_no_longer_change_a_profile_that_the_staff_has_changed()
    {
        var customer = Given(Recorded).When(Service, new CustomerUpdate(ProfileForm)).After;
        Assert.Equal(new CustomerProfile("web", "A1", "新名称", "+8613800138000", null, new("CN", "上海市", "上海市", "南京路1号")), customer.Profile);

        var told = new GivenCustomer(customer).When(Actor.System, OrderWith(Moved)).After;
        Assert.Equal((customer.Profile, 2), (told.Profile, told.Contacts.Length));
        new GivenCustomer(customer).When(Service, new CustomerUpdate(ProfileForm)).NothingIsNew();
    }

    [Fact]
    public void A_signer_is_added_with_evidence_and_withdrawn_by_name()
    {
        var customer = Given(Recorded).When(Sales, new CustomerUpdate(Signers: [new("王强", "power of attorney of 2026-02-01")])).After;
        Assert.Equal(new AuthorisedSigner("王强", "power of attorney of 2026-02-01", null, Sales.Subject, Now), customer.Signers[1]);

        Assert.Equal("王强",
            Assert.Single(new GivenCustomer(customer).When(Sales, new CustomerUpdate(SignersWithdrawn: [" 陈志远 "])).After.Signers).Name);
    }

    [Fact]
    public void Contacts_are_replaced_and_language_time_zone_and_consent_are_kept()
    {
        var customer = Given(Recorded)
            .When(Manager, new CustomerUpdate(Contacts: [new("林", "+44 20 7946 0000", "lin@example.com")], Language: "en",
                TimeZone: "Europe/London", ContactConsent: false)).After;
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
        new GivenCustomer(customer).When(Actor.System, OrderWith(Chen)).NothingIsNew();
        Assert.Equal("周敏", Assert.Single(new GivenCustomer(customer).When(Actor.System, OrderWith(Moved)).After.Contacts).Name);
    }

    [Fact]
    public void All_faults_of_an_update_are_reported_at_once()
    {
        Given(Recorded).When(Manager, new CustomerUpdate(
            new(" ", "12", "no", new("QQ", null, "c", new string('s', 301))), [new("a\0", null, "x@y"), new("b", "+8613800138000", "@")],
            [new("王强"), new("陈志远", "again")], ["nobody"],
            "fr", "Mars/Olympus")).Invalid(
            ("profile.name", Required), ("profile.phone", Malformed), ("profile.email", Malformed),
            ("profile.address.country", UnknownCode), ("profile.address.province", Required),
            ("profile.address.street", TooLong), ("contacts[0].name", InvalidCharacters), ("contacts[0].phone", Required),
            ("contacts[1].email", Malformed), ("signersWithdrawn[0]", UnknownCode),
            ("signers[0].evidence", Required), ("signers[1].name", Contradiction), ("language", UnknownCode), ("timeZone", UnknownCode));
        Given(Recorded)
            .When(Manager, new CustomerUpdate(Contacts: Enumerable.Repeat(new CustomerContactForm("a", "+8613800138000"), 101)
                .ToImmutableArray(), Signers: [], SignersWithdrawn: []))
            .Invalid(("contacts", TooMany), ("signersWithdrawn", Required), ("signers", Required));
        Given(Recorded).When(Buyer, new CustomerUpdate(ProfileForm)).Refused(NotAuthorised);
    }
}
