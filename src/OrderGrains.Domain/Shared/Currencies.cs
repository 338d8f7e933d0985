using System.Collections.Frozen;

namespace OrderGrains.Domain.Shared;

/// <summary>The currencies of ISO 4217 that have minor units, and how many.</summary>
public static class Currencies
{
    private const string None = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string Two = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK
        DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
        LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR
        SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER
        ZAR ZMW ZWG
        """;
    private const string Three = "BHD IQD JOD KWD LYD OMR TND";
    private const string Four = "CLF UYW";

    private static readonly FrozenDictionary<string, Currency> All = Of(None, 0).Concat(Of(Two, 2)).Concat(Of(Three, 3)).Concat(Of(Four, 4))
        .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    /// <summary>Finds a currency by its code, in capitals.</summary>
    public static bool TryFind(string code, out Currency currency) => All.TryGetValue(code, out currency);

    private static IEnumerable<Currency> Of(string codes, int minorUnits) =>
        codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(code => new Currency(code, minorUnits));
}

/// <summary>A currency and the number of decimals that its amounts have.</summary>
public readonly record struct Currency(string Code, int MinorUnits);
