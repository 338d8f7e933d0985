using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;

namespace OrderGrains.Server.GraphQL;

/// <summary>Collects what the fields of one request ask for, and fetches it together: a page's nested records cost one query instead of one each.
/// One instance lives as long as its request; a resolver takes it by a parameter with <see cref="BatchAttribute"/>.</summary>
/// <typeparam name="TKey">What records are asked for by.</typeparam>
/// <typeparam name="TValue">What is fetched.</typeparam>
public abstract class BatchLoader<TKey, TValue>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Batch> _known = [];
    private Batch? _open;

    /// <summary>Fetches the values of the keys (each at most once). A key that is missing in the answer has none.</summary>
    protected abstract Task<IReadOnlyDictionary<TKey, TValue>> FetchAsync(IReadOnlyList<TKey> keys, CancellationToken cancellation);

    /// <summary>The value of a key, or the default where there is none. Nothing is fetched before all fields that can be resolved without it are.</summary>
    public IDataLoaderResult<TValue?> Load(TKey key)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out var batch))
            {
                batch = _open ??= new(this);
                batch.Keys.Add(key);
                _known.Add(key, batch);
            }
            return new Result(batch, key);
        }
    }

    private sealed class Batch(BatchLoader<TKey, TValue> loader)
    {
        private Task<IReadOnlyDictionary<TKey, TValue>>? _answer;

        public List<TKey> Keys { get; } = [];

        public Task<IReadOnlyDictionary<TKey, TValue>> AnswerAsync(CancellationToken cancellation)
        {
            lock (loader._gate)
            {
                if (_answer is null && loader._open == this)
                    loader._open = null;
                return _answer ??= loader.FetchAsync(Keys, cancellation);
            }
        }
    }

    private sealed class Result(Batch batch, TKey key) : IDataLoaderResult<TValue?>
    {
        public async Task<TValue?> GetResultAsync(CancellationToken cancellationToken = default) =>
            (await batch.AnswerAsync(cancellationToken)).GetValueOrDefault(key);

        async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await GetResultAsync(cancellationToken);
    }
}

/// <summary>A resolver's parameter that is the request's <see cref="BatchLoader{TKey, TValue}"/> of the parameter's type.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BatchAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) => typeof(BatchAttribute)
        .GetMethod(nameof(Bind), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .MakeGenericMethod(typeof(TParameterType)).Invoke(null, [argumentInformation]);

    private static void Bind<TLoader>(ArgumentInformation argument)
        where TLoader : class => argument.SetDelegateWithCast(static context => RequestContext.Of(context).Loader<TLoader>());
}
