using OrderGrains.Benchmarks;
using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;

const string Usage = """
    dotnet run -c Release --project tests/OrderGrains.Benchmarks -- COMMAND [--option value]

    submit     64 clients: product single and bulk, baseline, empty endpoint; then an open loop at half of the baseline's peak
    query      order(id) and a page of 50 orders, beside the baseline
    overload   submissions beyond what the product can do: what is still carried out, how soon the rest is refused, and the memory
    pages      a page of 50 orders, the first and a late one, at a thousand orders and at --orders 1000000
    subscribers  what --subscribers 6000 cost that wait, and those that are told
    journal    the journal alone, in-process: commands/s and CPU by batch size and batches in flight, both backends
    verify     submissions while the journal is verified beside the server
    memory     the idle server, an order's activation, start to ready
    follow     how long after it was recorded an order is counted, idle and under load; a million events counted anew; what an idle server
      costs, and each kind of consumer
    cluster    submissions to one, two and three servers on one database
    budget     where a submission's CPU goes, part by part
    tune       the baseline beside itself, run in different ways: --ways "--pool 16|--pool 32"
    check      the baseline against what the samples expect: it decides as the product has to

    --warm 20  --window 8  --windows 4  --clients 64      seconds, seconds, number, number
    --data FILE      submissions, one JSON object a line (tests/data/submissions.jsonl)
    --server DLL     the built server (.artifacts/bin/OrderGrains.Server/release/OrderGrains.Server.dll)
    --only A,B       only these contestants

    baseline   the baseline server by itself: --connection STRING [--urls URL] [--pool 16] [--multiplexing on]
    load       the load generator by itself: commands and results as JSON lines
    """;

var options = new Options(args.AsSpan(Math.Min(1, args.Length)));
switch (args.FirstOrDefault())
{
    case "submit": return await SubmitBenchmark.RunAsync(options);
    case "query": return await QueryBenchmark.RunAsync(options);
    case "overload": return await OverloadBenchmark.RunAsync(options);
    case "pages": return await PagesBenchmark.RunAsync(options);
    case "subscribers": return await SubscribersBenchmark.RunAsync(options);
    case "journal": return await JournalBenchmark.RunAsync(options);
    case "tune": return await TuneBenchmark.RunAsync(options);
    case "check": return await BaselineCheck.RunAsync(options);
    case "budget": return await BudgetBenchmark.RunAsync(options);
    case "follow": return await FollowBenchmark.RunAsync(options);
    case "cluster": return await ClusterBenchmark.RunAsync(options);
    case "verify": return await VerifyBenchmark.RunAsync(options);
    case "memory": return await MemoryBenchmark.RunAsync(options);
    case "baseline": await BaselineServer.RunAsync(options); return 0;
    case "load": LoadProcess.Serve(); return 0;
    default: Console.WriteLine(Usage); return 2;
}
