using OrderGrains.Testing;

[assembly: AssemblyFixture(typeof(PostgresCluster))]
