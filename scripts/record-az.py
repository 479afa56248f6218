#!/usr/bin/python3
"""
Records the options of the az commands that the product shows, for test/unit/lessons/commands.test.ts:

    apt-get install azure-cli && /usr/bin/python3 scripts/record-az.py

Run by hand, on Debian, when a command is shown that is not in COMMANDS yet. az itself is not run and asks nothing of the
network: its command table is loaded and written to test/data/az-options.json. Of each option: all spellings that are not
deprecated, then how many values it takes (0, 1, ?, +, * as argparse counts), whether it is required ("required-or-ids": or
--ids is given instead), and after a colon the values that are allowed.
"""
import importlib
import importlib.abc
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

COMMANDS = """
account list
account list-locations
account set
account show
ad signed-in-user show
cloud set
disk delete
group create
group delete
group exists
group show
lock delete
lock list
login
network lb create
network nat gateway create
network nat gateway delete
network nic create
network nic delete
network nic ip-config update
network nic list
network nic update
network nsg create
network nsg rule create
network nsg rule show
network public-ip create
network public-ip delete
network public-ip list
network public-ip update
network vnet create
network vnet subnet create
network vnet subnet update
policy assignment list
ppg create
ppg show
provider list
provider register
provider show
resource create
resource delete
resource list
resource update
rest
role assignment list
storage account check-name
storage account create
storage account delete
storage account list
storage account network-rule add
storage account show
storage container-rm create
storage fs create
vm auto-shutdown
vm boot-diagnostics enable
vm boot-diagnostics get-boot-log
vm boot-diagnostics get-boot-log-uris
vm create
vm deallocate
vm delete
vm image list
vm image show
vm image terms accept
vm run-command invoke
vm list
vm list-ip-addresses
vm list-skus
vm list-usage
vm show
vm start
vm update
vm user update
vmss create
vmss delete-instances
vmss get-instance-view
vmss list-instance-public-ips
vmss list-instances
vmss nic list
vmss scale
vmss update
vmss update-instances
""".strip().split('\n')


class NearestVersion(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Debian's SDK lacks API versions that Debian's az asks for: the newest that is installed stands in for them."""

    wanted = re.compile(r'^(azure\.mgmt\.\w+)\.(v\d{4}_\d\d_\d\d)$')

    def find_spec(self, name, path=None, target=None):
        match = self.wanted.match(name)
        if not match:
            return None
        package = importlib.import_module(match[1])
        there = sorted(one.name for one in pathlib.Path(package.__path__[0]).glob('v20*') if re.fullmatch(r'v\d{4}_\d\d_\d\d', one.name))
        earlier = [one for one in there if one < match[2]] or there[:1]
        if not earlier:
            return None
        self.real = f'{match[1]}.{earlier[-1]}'
        spec = importlib.util.spec_from_loader(name, self, is_package=True)
        spec.submodule_search_locations = list(importlib.import_module(self.real).__path__)
        return spec

    def create_module(self, spec):
        return importlib.import_module(self.real)

    def exec_module(self, module):
        pass


class LackingOperations(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Debian's SDK has no operations of those versions either: az asks only what their arguments are called."""

    wanted = re.compile(r'^azure\.mgmt\.network\.v\d{4}_\d\d_\d\d\.operations$')
    names = {'NatGatewaysOperations': 'nat_gateway_name', 'NetworkInterfacesOperations': 'network_interface_name'}

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if self.wanted.match(name) else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        for kind, argument in self.names.items():
            scope = {}
            exec(f'def operation(self, resource_group_name, {argument}, **kwargs): """It."""', scope)
            operations = {name: scope['operation'] for name in ('get', 'begin_delete', 'begin_create_or_update')}
            setattr(module, kind, type(kind, (), operations))


def values_of(settings):
    if settings.get('action') in ('store_true', 'store_false') or settings.get('nargs') == 0:
        return '0'
    return str(settings.get('nargs') or 1)


def option_of(argument, by_id):
    settings = argument.type.settings
    if getattr(settings.get('action'), '__name__', '') == 'IgnoreAction' or settings.get('help') == '==SUPPRESS==':
        return None
    spellings = [one for one in settings.get('options_list') or [] if isinstance(one, str) and one.startswith('-')]
    if not spellings:
        return None
    text = values_of(settings)
    if settings.get('required'):
        text += ' required-or-ids' if by_id and settings.get('id_part') else ' required'
    choices = list(settings.get('choices') or [])
    if choices:
        text += ': ' + '|'.join(str(one) for one in choices)
    return ' '.join(sorted(spellings, key=lambda one: (-len(one), one))), text


def main():
    os.environ['AZURE_CONFIG_DIR'] = tempfile.mkdtemp(prefix='record-az-')
    os.environ['AZURE_CORE_COLLECT_TELEMETRY'] = 'no'
    sys.meta_path.append(NearestVersion())
    sys.meta_path.append(LackingOperations())
    from azure.cli.core import __version__, get_default_cli

    cli = get_default_cli()
    invocation = cli.invocation_cls(cli_ctx=cli, commands_loader_cls=cli.commands_loader_cls, parser_cls=cli.parser_cls, help_cls=cli.help_cls)
    cli.invocation = invocation
    table = invocation.commands_loader.load_command_table(None)
    commands = {}
    for name in sorted(COMMANDS):
        invocation.data['command_string'] = name  # decides which definitions of arguments apply
        invocation.commands_loader.load_arguments(name)
        arguments = table[name].arguments
        # As azure.cli.core.commands.arm adds --ids.
        own_ids = any('--ids' in (one.type.settings.get('options_list') or []) for one in arguments.values())
        parts = [one.type.settings.get('id_part') for one in arguments.values()]
        by_id = name.split()[-1] != 'create' and ('name' in parts or 'resource_name' in parts)
        options = dict(filter(None, (option_of(one, by_id) for one in arguments.values())))
        if by_id and not own_ids:
            options['--ids'] = '+'
        commands[name] = dict(sorted(options.items()))
    package = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', 'azure-cli'], check=True, capture_output=True, text=True).stdout
    everywhere = {'--output -o': '1: json|jsonc|none|table|tsv|yaml|yamlc', '--query': '1', '--subscription': '1', '--only-show-errors': '0'}
    recorded = {'tool': 'azure-cli', 'version': __version__, 'package': f'Debian {package}', 'everywhere': everywhere, 'commands': commands}
    target = pathlib.Path(__file__).parent.parent / 'test/data/az-options.json'
    target.write_text(json.dumps(recorded, indent=2) + '\n')
    print(f'{len(commands)} commands, {sum(map(len, commands.values()))} options of azure-cli {__version__}')


main()
