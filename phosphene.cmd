@echo off
rem Runs Phosphene on Windows. Builds it first if there is no build; after a change of the sources
rem run "mvn -q -Dquick package" yourself.
setlocal
set "ROOT=%~dp0"
set "JAR=%ROOT%app\target\phosphene.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"

if exist "%JAR%" goto run
echo phosphene: building, once ... 1>&2
pushd "%ROOT%"
call mvn --batch-mode --quiet --projects app --also-make -Dquick package 1>&2
popd
if exist "%JAR%" goto run
echo phosphene: the build failed 1>&2
exit /b 1

:run
"%JAVA%" -Djdk.nio.maxCachedBufferSize=262144 -Djna.platform.library.path= ^
  -XX:+IgnoreUnrecognizedVMOptions -Xlog:disable -Xms32m -XX:+UseSerialGC ^
  -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 ^
  -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000 ^
  -jar "%JAR%" %*
exit /b %ERRORLEVEL%
