# Speaks to a resident process for aifactory-ask. Perl starts in a few milliseconds as long as no module is loaded, so none is.
# cli/resident/protocol.ts says what is sent; cli/resident/place.ts says where the socket lies.
my ($here, $folder, @args) = @ARGV;

sub cold { exec 'node', "$here/aifactory.js", @args; die "aifactory-ask: node cannot be run: $!\n" }

local $SIG{ALRM} = \&cold;
local $SIG{PIPE} = 'IGNORE';
my $answer = ask();
cold() unless defined $answer;
# Whatever comes is looked at as a whole before any of it is printed: a process that ends half way leaves no trace.
my (@pieces, $status);
while ($answer =~ /\G([12]) (\d+)\n/gc) {
  my $at = pos $answer;
  push @pieces, [$1, substr $answer, $at, $2];
  pos($answer) = $at + $2 <= length $answer ? $at + $2 : cold();
}
$answer =~ /\Gexit (\d+)\n\z/gc ? ($status = $1) : cold();
alarm 0;
for (@pieces) { show($_->[0] == 1 ? \*STDOUT : \*STDERR, $_->[1]) }
exit $status;

sub ask {
  my $base = $ENV{XDG_RUNTIME_DIR};
  my $place = defined $base && $base =~ m{^/} ? "$base/aifactory" : "/tmp/aifactory-$>";
  # The folder itself, not a link to one; this user's; closed to all others.
  my ($mode, $owner) = (lstat $place)[2, 4];
  return unless defined $mode && ($mode & 0170077) == 0040000 && $owner == $>;
  open my $file, '<', "$here/../dist/build-id" or return;
  my $build = <$file>;
  return unless defined $build && $build =~ /^([0-9a-f]{16})$/;
  my $path = "$place/$1.sock";
  return if length $path > 100;
  my ($device, $inode) = (stat '.')[0, 1];
  my ($there, $same) = (stat $folder)[0, 1];
  return unless defined $inode && defined $same && $device == $there && $inode == $same;
  my @variables = map { "$_=$ENV{$_}" }
    grep { /^(AIFACTORY_.*|NO_COLOR|FORCE_COLOR|TERM|CI|GITHUB_WORKSPACE|HOME|XDG_CACHE_HOME)\z/ } keys %ENV;
  my $terminal = -c STDOUT ? 1 : 0;
  my $body = join '', map { "$_\0" } 'run', $folder, "$device:$inode", $terminal, scalar @variables, @variables, @args;
  return unless socket my $socket, 1, 1, 0;
  # A sockaddr_un begins with its length on the systems that descend from BSD.
  my $address = $^O =~ /bsd|darwin|dragonfly/ ? pack 'C C a104', 106, 1, $path : pack 'S a108', 1, $path;
  alarm 10;
  return unless connect $socket, $address;
  my $request = length($body) . "\n$body";
  while (length $request) {
    my $sent = syswrite $socket, $request;
    return unless $sent;
    substr $request, 0, $sent, '';
  }
  my $answer = '';
  1 while sysread $socket, $answer, 262144, length $answer;
  return $answer;
}

# As much as can be written: the reader of a pipe may be slow (EINTR, EAGAIN), or gone.
sub show {
  my ($to, $text) = @_;
  while (length $text) {
    my $written = syswrite $to, $text;
    if (defined $written) { substr $text, 0, $written, '' }
    elsif ($! == 4 || $! == 11 || $! == 35) { select undef, undef, undef, 0.001 }
    else { return }
  }
}
