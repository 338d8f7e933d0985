using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrderGrains.Server.Settings;

/// <summary>Sections of the configuration, all read alike: bound, checked by the annotations of their options, and refused by the name of
/// the setting.</summary>
public static class ConfigurationSections
{
    /// <summary>Registers the options of a section; a wrong value ends the start.</summary>
    public static IServiceCollection AddSection<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>>(new SectionValidation<T>(section));
    }

    /// <summary>Reads a section that is needed before the host is built.</summary>
    /// <exception cref="OptionsValidationException">A value is wrong.</exception>
    /// <param name="configuration">The configuration.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="complete">Reads what cannot be bound; null where there is nothing of the kind.</param>
    public static T ReadSection<T>(this IConfiguration configuration, string section, Action<IConfigurationSection, T>? complete = null)
        where T : class, new()
    {
        var options = configuration.GetSection(section).Get<T>() ?? new();
        complete?.Invoke(configuration.GetSection(section), options);
        new SectionValidation<T>(section).Require(options);
        return options;
    }

    /// <summary>Refuses options that are wrong.</summary>
    /// <exception cref="OptionsValidationException">A value is wrong.</exception>
    public static void Require<T>(this IValidateOptions<T> validation, T options)
        where T : class
    {
        if (validation.Validate(Options.DefaultName, options) is { Failed: true } refused)
            throw new OptionsValidationException(Options.DefaultName, typeof(T), refused.Failures);
    }

    // Unlike the framework's own validation of annotations, it names each setting as the operator writes it.
    private sealed class SectionValidation<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            List<ValidationResult> wrong = [];
            return Validator.TryValidateObject(options, new(options), wrong, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(wrong.Select(result => $"{section}:{string.Join(
                ',', result.MemberNames)}: {result.ErrorMessage}"));
        }
    }
}
