using Portico.Storage.Tests;
using Xunit.Runner.InProc.SystemConsole;

if (args is ["child", var job, var database])
    return await SecondProcess.Run(job, database);
return args.Any(a => a is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
