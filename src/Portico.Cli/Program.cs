return await Portico.Cli.CommandLine.Run(args);
